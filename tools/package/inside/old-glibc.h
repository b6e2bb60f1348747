/* Included before every source (gcc -include): what is compiled on glibc 2.31 asks for the mathematics of the first glibc,
   so that it loads on 2.28. The newer variants differ only in how they report errors. */
#ifndef PARTYDESK_OLD_GLIBC
#define PARTYDESK_OLD_GLIBC
#if defined(__x86_64__)
# define PARTYDESK_FIRST "GLIBC_2.2.5"
#elif defined(__aarch64__)
# define PARTYDESK_FIRST "GLIBC_2.17"
#endif
#ifdef PARTYDESK_FIRST
__asm__(".symver exp,exp@" PARTYDESK_FIRST);
__asm__(".symver exp2,exp2@" PARTYDESK_FIRST);
__asm__(".symver log,log@" PARTYDESK_FIRST);
__asm__(".symver log2,log2@" PARTYDESK_FIRST);
__asm__(".symver pow,pow@" PARTYDESK_FIRST);
#endif
#endif

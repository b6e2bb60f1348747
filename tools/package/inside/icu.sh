#!/bin/sh
# icu.sh LIBICUDATA OUT: the data of ICU cut down to Chinese, English and the root: collation, locale, GB and Unicode conversions.
# Inside a root with icu-devtools, gcc and binutils.
set -eu
out=$2
work=$(mktemp -d)
version=$(basename "$1" | sed 's/.*\.so\.//; s/\..*//')
table=icudt${version}l
set -- "$1" $(readelf --dyn-syms -W "$1" | awk '/icudt.*_dat/ {print $2, $3}')
tail -c +$((0x$2 + 1)) "$1" | head -c $(($3)) >"$work/$table.dat"
cd "$work"
icupkg -l "$table.dat" | sort >all
locales='root|pool|res_index|zh|zh_CN|zh_Hans|zh_Hans_CN|en|en_US'
{
    grep -E "^((coll|curr|lang|region|unit|zone|rbnf)/)?($locales)\.(res|icu)$" all
    grep -E '^(coll|curr|lang|region|unit|zone)/(ucadata|supplementalData|tzdbNames)\.(res|icu)$' all
    grep -E '^[^/]+\.(nrm|icu|spp|cfu)$' all
    grep -E '^[^/]+\.res$' all | grep -vE '^[a-z]{2,3}(_[A-Za-z0-9_]+)?\.res$'      # tables that are no locale's
    grep -E '^(gb18030|ibm-1386_P100-2001|ibm-1373_P100-2002|ibm-5348_P100-1997|ibm-9067.*|windows-936-2000|ibm-1383_P110-1999|windows-950-2000)\.cnv$' all
} | sort -u >kept
comm -23 all kept >removed.txt      # icupkg knows a list by its ending
mkdir small
icupkg -r removed.txt "$table.dat" "small/$table.dat"       # under its own name: ICU refuses a table called anything else
cat >data.s <<S
.section .rodata
.balign 16
.globl icudt${version}_dat
.type icudt${version}_dat,@object
icudt${version}_dat:
.incbin "small/$table.dat"
.size icudt${version}_dat,.-icudt${version}_dat
.section .note.GNU-stack,"",%progbits
S
${CC:-gcc} -shared -nostdlib -Wl,-soname,"libicudata.so.$version" -o data.so data.s
mkdir -p "$(dirname "$out")"
cp data.so "$out"
rm -rf "$work"

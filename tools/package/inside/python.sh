#!/bin/sh
# python.sh SOURCE HEADER: CPython from Debian's source into /opt/py, for glibc 2.28 and later; inside the Debian 11 root.
# No test suite, no Tk, no SQLite (the program brings SQLCipher's).
set -eu
export SOURCE_DATE_EPOCH=1700000000
export ac_cv_func_sem_clockwait=no        # glibc 2.30; Python does with sem_timedwait
rm -rf /build /opt/py
cp -a "$1" /build
cd /build
# Debian's change to expat uses an internal header; its own build says so elsewhere
grep -q Py_BUILD_CORE_MODULE Modules/pyexpat.c || sed -i '1i #define Py_BUILD_CORE_MODULE 1' Modules/pyexpat.c
CFLAGS="-O2 -include $2 -fno-semantic-interposition -ffile-prefix-map=/build=." LDFLAGS="-Wl,-rpath,/opt/py/lib" \
    ./configure -q --prefix=/opt/py --enable-shared --with-ensurepip=no
make -s -j"$(nproc)"
make -s install TESTSUBDIRS= COMPILEALL_OPTS=
rm -rf /build /opt/py/lib/python3.11/ensurepip/_bundled
/opt/py/bin/python3.11 -c 'import ssl, hashlib, lzma, pyexpat, bz2, ctypes, zlib; print(ssl.OPENSSL_VERSION)'

#!/usr/bin/env bash
# The whole in a fresh Debian: a minimal one with git, make and Python is laid into a folder, this repository is cloned
# into it, and each target given (run and test unless told otherwise) is made there, with no keyboard and no display.
#
#   tools/trial_fresh.sh [TARGET…]        as root
#
#   SUITE=trixie     another Debian than this computer's        TRIAL=FOLDER   where to lay it (build/trial)
#   AS=clerk         as a user with sudo rather than as root     KEEP=1         leave the folder there afterwards
#   WORKTREE=1       the files as they lie here, not the last commit
#
# The fresh system reaches packages the way this computer does: apt's sources, pip's and npm's settings, certificates
# and proxies are handed over as they are found; nothing is named here.
set -euo pipefail

[ "$(id -u)" = 0 ] || { echo '须以 root 运行（as root, please）' >&2; exit 1; }
command -v debootstrap >/dev/null || { echo '请先安装 debootstrap（please install debootstrap）' >&2; exit 1; }
# All mounts are private to this run and vanish with it.
[ -n "${TRIAL_INSIDE:-}" ] || TRIAL_INSIDE=1 exec unshare --mount --propagation private "$0" "$@"

here=$(cd "$(dirname "$0")/.." && pwd)
trial=${TRIAL:-$here/build/trial}
suite=${SUITE:-$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")}
who=${AS:-root}
targets=("${@:-run}")
[ $# -gt 0 ] || targets=(run test)
log=$here/build/trial.log

say() { echo "== $*" | tee -a "$log"; }
timed() {  # label, command…
    local label=$1 begun=$SECONDS status=0
    shift
    "$@" </dev/null >>"$log" 2>&1 || status=$?
    say "$label：$((SECONDS - begun)) 秒，$([ $status = 0 ] && echo 通过 passed || echo "没有通过 failed ($status)，见 see $log")"
    return $status
}

mkdir -p "$here/build"
: >"$log"

leave() {
    local status=$?
    umount -R "$trial/dev" "$trial/proc" 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf --one-file-system "$trial"
    exit $status
}
rm -rf --one-file-system "$trial"
trap leave EXIT

mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
timed "铺一个最小的 $suite（a minimal system）" \
    debootstrap --variant=minbase --include=git,make,python3,ca-certificates "$suite" "$trial" "${mirror%/}"

# How this computer reaches packages.
find "$trial/etc/apt" -name '*.list' -delete
if [ "$suite" = "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" ]; then
    cp -a /etc/apt/sources.list "$trial/etc/apt/" 2>/dev/null || true
    find /etc/apt/sources.list.d -type f \( -name '*.list' -o -name '*.sources' \) \
        -exec cp -a {} "$trial/etc/apt/sources.list.d/" \;
else
    echo "deb $mirror $suite main" >"$trial/etc/apt/sources.list"
fi
mkdir -p "$trial/usr/share/keyrings" "$trial/etc/apt/keyrings" "$trial/etc/apt/trusted.gpg.d"
for keys in /usr/share/keyrings /etc/apt/keyrings /etc/apt/trusted.gpg.d; do
    [ ! -d "$keys" ] || cp -a "$keys/." "$trial$keys/"
done
apt-config dump | grep -E '^Acquire::(http|https|Check|Retries|Languages|ForceIPv)' >"$trial/etc/apt/apt.conf.d/90host" || true
home=$trial/root
[ "$who" = root ] || home=$trial/home/$who
[ "$who" = root ] || timed "用户 $who 与 sudo（a user with sudo）" chroot "$trial" bash -c "
    apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends sudo &&
    useradd --create-home --shell /bin/bash $who && echo '$who ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/$who"
for file in /etc/hosts /etc/resolv.conf /etc/pip.conf /etc/xdg/pip /etc/npmrc \
    /etc/ssl/certs/ca-certificates.crt /usr/local/share/ca-certificates; do
    [ -e "$file" ] || continue
    mkdir -p "$trial$(dirname "$file")"
    cp -rL "$file" "$trial$(dirname "$file")/"
done
for file in .config/pip .pip .npmrc; do
    [ -e "$HOME/$file" ] || continue
    mkdir -p "$home/$(dirname "$file")"
    cp -rL "$HOME/$file" "$home/$(dirname "$file")/"
done
settings=()
while IFS= read -r name; do
    settings+=("$name=${!name}")
done < <(compgen -e | grep -iE '^(PIP_|NPM_CONFIG_|UV_)|_proxy$|CA_BUNDLE$|SSL_CERT|EXTRA_CA_CERTS$|SSL_CAINFO$')

# What a program expects of a running system.
mount -t proc proc "$trial/proc"
mount --rbind /dev "$trial/dev"

if [ -n "${WORKTREE:-}" ]; then
    mkdir -p "$home/partydesk"
    (cd "$here" && git ls-files -co --exclude-standard -z | xargs -0r tar -c --ignore-failed-read) | tar -x -C "$home/partydesk"
else
    git clone --quiet --no-hardlinks "$here" "$home/partydesk"
fi
[ "$who" = root ] || chroot "$trial" chown -R "$who:" "/home/$who"

inside() {
    chroot "$trial" /usr/bin/env -i HOME="${home#"$trial"}" USER="$who" LANG=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${settings[@]}" \
        setpriv --reuid="$who" --regid="$who" --init-groups bash -c "cd ~/partydesk && make $1"
}
for target in "${targets[@]}"; do
    timed "make $target" inside "$target"
done
say "$(chroot "$trial" du -sh "${home#"$trial"}/partydesk" | cut -f1) 在 partydesk 文件夹里（in the folder）"

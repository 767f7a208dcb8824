#!/usr/bin/env bash
# Runs the README's commands where nothing is installed: in a new Debian root with a C compiler, a linker and Rust, and neither
# pkg-config nor any library's development package.
#
#     scripts/bare_machine.sh [COMMAND ...]
#
# Without arguments it runs what the README promises: `cargo run --release` (with `-- formats`, since there is no display) and
# `cargo test`; each argument is a command to run instead. It needs to be root, and debootstrap; where either is missing it says
# so and does nothing. Crates are fetched outside, because the root has no network; nothing outside is changed but
# cargo's own cache. Takes about half an hour on two cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

skip() {
    echo "scripts/bare_machine.sh: skipped, because $1" >&2
    exit 0
}

[ "$(uname -s)" = Linux ] || skip 'only Linux has roots to change into'
[ "$(id -u)" = 0 ] || skip 'only root can change the root (sudo scripts/bare_machine.sh)'
command -v debootstrap >/dev/null || skip 'debootstrap is not installed (apt-get install debootstrap)'

# The README's own lines, so that what is proved here is what stands there.
promised=('cargo run --release' 'cargo test')
for command in "${promised[@]}"; do
    grep -qxF "$command" README.md || { echo "README.md has no line that is just “$command”" >&2; exit 1; }
done
commands=("${promised[0]} -- formats" "${promised[1]}")
[ $# -eq 0 ] || commands=("$@")

. /etc/os-release
site=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | head -1)
work=$(mktemp -d)
root=$work/root
mounted=()
clean_up() {
    for place in "${mounted[@]}"; do
        umount "$place" || umount -l "$place"
    done
    # Never through a mount that is still there.
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

echo "== a root with gcc, libc and nothing else ($VERSION_CODENAME)"
debootstrap --variant=minbase --include=gcc,libc6-dev "$VERSION_CODENAME" "$root" ${site:+"$site"} >"$work/debootstrap.log" ||
    { tail -20 "$work/debootstrap.log" >&2; exit 1; }

cargo fetch --locked --quiet
sysroot=$(rustc --print sysroot)
bind() {
    mkdir -p "$root$2"
    mount --bind "$1" "$root$2"
    mounted=("$root$2" "${mounted[@]}")
}
bind "$sysroot" /opt/rust
bind "${CARGO_HOME:-$HOME/.cargo}/registry" /opt/cargo/registry
bind /proc /proc
bind /dev /dev

git clone --quiet --no-hardlinks . "$root/home/obelus"
inside() {
    env -i PATH=/opt/rust/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/home CARGO_HOME=/opt/cargo LANG=C.UTF-8 CARGO_NET_OFFLINE=true chroot "$root" sh -c "cd /home/obelus && $1"
}

echo "== $(git -C "$root/home/obelus" log -1 --format='%h %s')"
inside 'rustc --version; gcc --version | head -1
for absent in pkg-config g++ cmake python3 git; do ! command -v $absent >/dev/null || echo "$absent is there"; done
ls /usr/lib/*/libfontconfig* /usr/lib/*/libX11* 2>/dev/null || echo "no libfontconfig, no libX11"'
for command in "${commands[@]}"; do
    echo "== $command"
    inside "$command"
done
echo '== all ran on a bare machine'

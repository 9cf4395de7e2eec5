#!/usr/bin/env bash
# Builds the image the benchmark measures by default: build-image.sh FOLDER
#   gzip.oci.tar  zstd.oci.tar  plain.docker.tar    one image of 4 layers, about 2.2 GB uncompressed
#
# Debian 12 with a compiler, and the scientific Python packages from PyPI, byte code and all.
# Needs root, buildah, mmdebstrap, skopeo, python3-pip and 20 GB of disk; takes some ten minutes.
set -euo pipefail

out=${1:?which folder to write to?}
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$out/work
mkdir -p "$work"
export TMPDIR=$work BUILDAH_ISOLATION=chroot CONTAINERS_STORAGE_CONF=$work/storage.conf
unset STORAGE_DRIVER
cat >"$CONTAINERS_STORAGE_CONF" <<CONF
[storage]
driver = "vfs"
graphroot = "$work/storage"
runroot = "$work/run"
CONF

# An interrupted bootstrap can leave the machine's own /dev and /proc mounted in here: never delete through a mount.
clean() {
    if grep -qF " $work/" /proc/self/mounts; then
        echo "still mounted below $work, nothing removed" >&2
    else
        rm -rf --one-file-system "$work"
    fi
}
trap clean EXIT

commit() { buildah commit --quiet --rm "$container" "localhost/benchmark:$1" >&2; }

container=$(buildah from scratch)
# In a mount namespace of its own, so that what it mounts is seen by nothing else and ends with it.
unshare --mount --propagation private mmdebstrap --quiet --variant=minbase bookworm "$work/base.tar"
buildah add --quiet "$container" "$work/base.tar" / >&2
commit base

container=$(buildah from localhost/benchmark:base)
buildah run "$container" -- apt-get update -qq >&2
buildah run "$container" -- apt-get install -qq --yes --no-install-recommends \
    build-essential gfortran git openjdk-17-jdk-headless python3 python3-requests >&2
commit tools

container=$(buildah from localhost/benchmark:tools)
/usr/bin/python3 -m pip install --quiet --root "$(buildah mount "$container")" --ignore-installed \
    --break-system-packages --root-user-action ignore --no-warn-script-location \
    numpy==1.26.4 scipy==1.13.1 pandas==2.2.3 scikit-learn==1.5.2 matplotlib==3.9.4 statsmodels==0.14.4 \
    pyarrow==17.0.0 jupyterlab==4.2.5
commit python

container=$(buildah from localhost/benchmark:python)
buildah run "$container" -- apt-get purge -qq --yes gfortran git >&2
buildah run "$container" -- apt-get autoremove -qq --yes >&2
commit final

copy() { skopeo --insecure-policy --tmpdir "$work" copy --quiet "$@"; }
image="containers-storage:[vfs@$work/storage+$work/run]localhost/benchmark:final"
rm -f "$out"/*.tar
copy "$image" "docker-archive:$out/plain.docker.tar:benchmark:final"
copy --dest-compress-format gzip "$image" "oci-archive:$out/gzip.oci.tar:benchmark:final"
copy --dest-compress-format zstd "$image" "oci-archive:$out/zstd.oci.tar:benchmark:final"
ls -l "$out"/*.tar >&2

#!/usr/bin/env bash
# Builds the demo images in every shape an image comes in, into the folder given: build-shapes.sh generated/shapes
#
# Each shape that a packaged tool writes is written by that tool; archives.py writes the others, from the same layers.
# Needs skopeo, umoci, buildah, podman, zstd, pigz and python3. A shape whose tool cannot run here is named on
# standard error and left out, and the exit status is 1; shapes.tsv lists what there is, of which image, written by what.
# shellcheck disable=SC2317 # The functions that write a shape are called through `shape`.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=${1:?which folder to write to?}
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'chmod -R u+rwx "$work"; rm -rf --one-file-system "$work"' EXIT

# Container storage of our own: no daemon, no overlay, nothing that outlives this script.
export SOURCE_DATE_EPOCH=1767225600 LC_ALL=C.UTF-8 TZ=UTC TMPDIR=$work
export CONTAINERS_STORAGE_CONF=$work/storage.conf BUILDAH_ISOLATION=chroot
unset STORAGE_DRIVER
cat >"$CONTAINERS_STORAGE_CONF" <<CONF
[storage]
driver = "vfs"
graphroot = "$work/storage"
runroot = "$work/run"
CONF

copy() { skopeo --insecure-policy --tmpdir "$work" copy --quiet "$@"; }
archives() { python3 "$here/archives.py" "$@"; }

left_out=0
: >"$out/shapes.tsv"

# shape FILE IMAGE WRITER COMMAND...: runs the command, which writes FILE, and records it.
shape() {
    local file=$1 image=$2 writer=$3
    shift 3
    rm -rf "${out:?}/$file"
    if "$@" >"$work/log" 2>&1; then
        printf '%s\t%s\t%s\n' "$file" "$image" "$writer" >>"$out/shapes.tsv"
    else
        echo "left out: $file, as $writer failed:" >&2
        tail -n 5 "$work/log" >&2
        rm -rf "${out:?}/$file"
        left_out=1
    fi
}

# What all shapes are made from: each image as a layout with plain and with gzip layers, and in container storage.
mkdir "$work/zstd"
tar -C "$work/zstd" -xf "$here/demo.oci.tar"
archives recompress "$work/plain" "$work/zstd" none
archives recompress "$work/gzip" "$work/zstd" gzip
copy "docker-archive:$here/demo-slim.docker.tar" "oci:$work/slim-gzip:demo:slim"
archives recompress "$work/slim" "$work/slim-gzip" none
archives repeat "$work/repeated" "$work/plain"
archives platform "$work/slim-arm64" "$work/slim" arm64
archives oci-archive "$work/gzip.tar" "$work/gzip"
for image in "$work/gzip.tar" "$here/demo-slim.docker.tar"; do
    podman load --quiet --input "$image" >"$work/log" 2>&1 || cat "$work/log" >&2
done

unpack_and_repack() {
    cp -r "$work/gzip" "$out/umoci.layout" &&
        sed -i 's/demo:full/full/' "$out/umoci.layout/index.json" &&
        umoci unpack --rootless --image "$out/umoci.layout:full" "$work/bundle" &&
        echo 'written by umoci' >"$work/bundle/rootfs/srv/app/NOTE" &&
        rm -rf "$work/bundle/rootfs/usr/share/doc/netbase" &&
        umoci repack --image "$out/umoci.layout:repacked" --refresh-bundle "$work/bundle" &&
        umoci insert --rootless --image "$out/umoci.layout:repacked" --opaque "$here/demo-app" /srv/app &&
        umoci config --image "$out/umoci.layout:repacked" --config.user 10001
}

new_image() {
    umoci init --layout "$out/umoci-new.layout" &&
        umoci new --image "$out/umoci-new.layout:empty"
}

build_with_buildah() {
    local container
    container=$(buildah from --pull-never localhost/demo:slim) &&
        buildah copy "$container" "$here/demo-app" /srv/app/copy &&
        buildah config --env BUILT_BY=buildah --user app "$container" &&
        buildah commit --quiet --rm "$container" "oci-archive:$out/buildah.oci.tar:demo:buildah"
}

compress_to() {
    local file=$1
    shift
    "$@" >"$out/$file"
}

shape skopeo.docker.tar full skopeo copy "oci:$work/gzip" "docker-archive:$out/skopeo.docker.tar:demo:full"
shape skopeo-gzip.oci.tar full skopeo copy "oci:$work/gzip" "oci-archive:$out/skopeo-gzip.oci.tar:demo:full"
shape skopeo-zstd.oci.tar full skopeo copy --dest-compress-format zstd "oci:$work/plain" \
    "oci-archive:$out/skopeo-zstd.oci.tar:demo:full"
shape skopeo.layout full skopeo copy "oci:$work/gzip" "oci:$out/skopeo.layout:demo:full"
shape podman.docker.tar full podman podman save --quiet --output "$out/podman.docker.tar" localhost/demo:full
shape podman.oci.tar full podman podman save --quiet --format oci-archive --output "$out/podman.oci.tar" localhost/demo:full
shape podman-two.docker.tar full,slim podman podman save --quiet --multi-image-archive \
    --output "$out/podman-two.docker.tar" localhost/demo:full localhost/demo:slim
shape umoci.layout full,repacked umoci unpack_and_repack
shape umoci-new.layout empty umoci new_image
shape buildah.oci.tar buildah buildah build_with_buildah
shape plain.layout full archives.py cp -r "$work/plain" "$out/plain.layout"
shape old.docker.tar full archives.py archives docker-save "$out/old.docker.tar" "$work/plain" old demo:full
shape old-repeated.docker.tar repeated archives.py archives docker-save "$out/old-repeated.docker.tar" \
    "$work/repeated" old demo:repeated
shape hybrid.docker.tar full archives.py archives docker-save "$out/hybrid.docker.tar" "$work/plain" hybrid demo:full
shape no-directories.oci.tar full archives.py archives oci-archive "$out/no-directories.oci.tar" "$work/gzip" \
    --no-directories
shape several.layout full,slim archives.py archives several "$out/several.layout" "$work/gzip" "$work/slim"
shape platforms.layout slim:amd64,slim:arm64 archives.py archives index "$out/platforms.layout" demo:slim \
    "$work/slim" "$work/slim-arm64"
shape nested.layout slim:amd64,slim:arm64 archives.py archives nested "$out/nested.layout" demo:slim \
    "$work/slim" "$work/slim-arm64"
shape attested.layout full archives.py archives attested "$out/attested.layout" demo:full "$work/gzip"
shape whole.docker.tar.gz slim pigz compress_to whole.docker.tar.gz pigz --no-name --stdout "$here/demo-slim.docker.tar"
shape whole.docker.tar.zst slim zstd compress_to whole.docker.tar.zst zstd --quiet --stdout "$here/demo-slim.docker.tar"
shape whole.oci.tar.gz full pigz compress_to whole.oci.tar.gz pigz --no-name --stdout "$here/demo.oci.tar"

echo "$(wc -l <"$out/shapes.tsv") shapes in $1"
exit "$left_out"

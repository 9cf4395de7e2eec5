"""Writes an archive of docker save anew with its layers in other codecs: recompress.py ARCHIVE FOLDER"""
import bz2
import gzip
import io
import lzma
import os
import sys
import tarfile

codecs = {"gzip": lambda data: gzip.compress(data, mtime=0), "bzip2": bz2.compress, "xz": lzma.compress}
archive, folder = sys.argv[1:]
with tarfile.open(archive) as source:
    members = [(member, source.extractfile(member).read()) for member in source if member.isfile()]
for name, compress in codecs.items():
    with tarfile.open(os.path.join(folder, name + ".tar"), "w") as target:
        for member, contents in members:
            if member.name.endswith(".tar"):
                contents = compress(contents)
            member.size = len(contents)
            target.addfile(member, io.BytesIO(contents))

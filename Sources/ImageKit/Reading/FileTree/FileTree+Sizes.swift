extension FileTree {
    /// Bytes of the live regular files, each file once whatever its number of names.
    ///
    /// - Throws: ``ImageError`` with `limitExceeded` where the sum is beyond 2^63.
    public func liveSize() throws -> Int64 { try liveSizes().reduce(0) { try FileTree.add($0, $1) } }

    /// ``liveSize()`` by the layer that brought the contents.
    package func liveSizes() throws -> [Int64] {
        var sizes = Array(repeating: Int64(0), count: layers.count)
        for inode in inodes where inode.links > 0 && inode.entry != FileTree.none {
            let layer = Int(inode.layer)
            sizes[layer] = try FileTree.add(sizes[layer], layers[layer].changeset.records[Int(inode.entry)].size)
        }
        return sizes
    }

    /// Bytes of a file by its number; 0 where it has no live name.
    package func size(ofFile number: Int) -> Int64 {
        let inode = inodes[number]
        guard inode.links > 0, inode.entry != FileTree.none else { return 0 }
        return layers[Int(inode.layer)].changeset.records[Int(inode.entry)].size
    }

    package static func add(_ left: Int64, _ right: Int64) throws -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else {
            throw ImageError(.limitExceeded, "the sizes of the image's files sum beyond 2^63 bytes")
        }
        return sum
    }
}

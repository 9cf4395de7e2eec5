extension TarReader {
    /// The entry of a header; nil where it is left out with a remark.
    func makeEntry(_ header: TarHeader, _ extensions: HeaderExtensions) throws -> TarEntry? {
        let pax = extensions.pax
        var name = pax.bytes("GNU.sparse.name") ?? pax.bytes("path") ?? extensions.longName ?? header.name
        let size = try pax.integer("size") ?? header.size()
        currentName = name
        guard !name.isEmpty else {
            note(.emptyName, "an entry without a name is left out")
            payloadLeft = size
            padding = (512 - size % 512) % 512
            return nil
        }
        guard name.count <= limits.path else {
            throw limits.exceeded(.path, "a path of \(name.count) bytes is longer than \(limits.path)")
        }
        let isDirectoryName = name.last == UInt8(ascii: "/") && header.isPlainFile
        guard !isDirectoryName || size == 0 else {
            throw ImageError(
                .malformedTar, "a file with contents is named like a directory; readers disagree on what follows it")
        }
        guard let normal = BytePath(name) else {
            throw ImageError(.malformedTar, "the path leaves the image's root")
        }
        // A path without .. only loses slashes and dots.
        if normal.bytes.count != name.count,
            name.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual([0x2E, 0x2E]) })
        {
            note(.parentInPath, "a path with .. is read as \(normal)")
        }
        name = normal.bytes
        guard name.lazy.filter({ $0 == UInt8(ascii: "/") }).count < limits.pathDepth else {
            throw limits.exceeded(.pathDepth, "the path has more than \(limits.pathDepth) components")
        }
        var entry = TarEntry(path: normal, kind: isDirectoryName ? .directory : kind(of: header))
        entry.mode = try header.mode()
        entry.userID = identifier(try pax.signed("uid") ?? header.userID(), "user")
        entry.groupID = identifier(try pax.signed("gid") ?? header.groupID(), "group")
        entry.modified = try pax.seconds("mtime") ?? header.modified()
        if entry.kind == .hardLink || entry.kind == .symbolicLink {
            entry.linkTarget = pax.bytes("linkpath") ?? extensions.longLink ?? Array(header.linkName)
            guard entry.linkTarget.count <= limits.path else {
                throw limits.exceeded(.path, "a link target is longer than \(limits.path) bytes")
            }
        }
        if normal.bytes.isEmpty, entry.kind != .directory {
            throw ImageError(.malformedTar, "the image's root is not a directory")
        }
        try beginPayload(of: &entry, size: size, header: header, pax: pax)
        return entry
    }

    /// A number of an owner; what no system has becomes one, with a remark.
    ///
    /// A negative number becomes what C makes of it, such as 4294967294 for nobody's -2 of macOS.
    private func identifier(_ value: Int64, _ what: String) -> UInt32 {
        if let identifier = UInt32(exactly: value) { return identifier }
        let read = value < 0 && value >= Int64(Int32.min) ? UInt32(truncatingIfNeeded: value) : UInt32.max
        note(.ownerRange, "the number \(value) of the \(what) is out of range; read as \(read)")
        return read
    }

    private func kind(of header: TarHeader) -> TarEntry.Kind {
        switch header.type {
        case _ where header.isPlainFile: return .file
        case UInt8(ascii: "S"): return .file
        case UInt8(ascii: "1"): return .hardLink
        case UInt8(ascii: "2"): return .symbolicLink
        case UInt8(ascii: "3"): return .characterDevice
        case UInt8(ascii: "4"): return .blockDevice
        case UInt8(ascii: "5"), UInt8(ascii: "D"): return .directory
        case UInt8(ascii: "6"): return .fifo
        default:
            note(.unknownType, "an entry of unknown type \(header.type) is read as a regular file")
            return .file
        }
    }

    /// Finds out how many bytes of contents follow the header.
    private func beginPayload(of entry: inout TarEntry, size: Int64, header: TarHeader, pax: PaxRecords) throws {
        var contents: Int64 = 0
        switch entry.kind {
        case .file:
            contents = size
            entry.size = size
            entry.storedSize = size
        case .hardLink where size > 0:
            contents = try hardLinkContents(size)
        case .directory where header.type == UInt8(ascii: "D"):
            contents = size
        default: break
        }
        let (end, overflow) = buffer.position.addingReportingOverflow(contents)
        if let sizeLimit, overflow || end > sizeLimit.value(in: limits) {
            throw limits.exceeded(sizeLimit, "the entry's size of \(contents) bytes is more than the tar may have")
        }
        guard !overflow else { throw ImageError(.malformedTar, "the entry's size is beyond 2^63 bytes") }
        payloadLeft = contents
        padding = (512 - contents % 512) % 512
        guard entry.kind == .file else { return }
        if header.type == UInt8(ascii: "S") {
            try readOldSparseMap(header, of: &entry)
        } else if let realSize = try pax.integer("GNU.sparse.realsize") ?? pax.integer("GNU.sparse.size") {
            try readPaxSparseMap(pax, realSize: realSize, of: &entry)
        }
    }

    /// Some tars give a hard link its file's size without contents, others repeat the contents.
    private func hardLinkContents(_ size: Int64) throws -> Int64 {
        let ready = try buffer.ensure(TarHeader.blockSize)
        guard ready >= TarHeader.blockSize else { return 0 }
        buffer.peek(TarHeader.blockSize, into: &block)
        let next = TarHeader(block)
        let hasNone = next.isZero || next.hasValidChecksum
        note(
            .hardLinkSize,
            hasNone
                ? "a hard link has a size but no contents" : "the contents of a hard link are skipped")
        return hasNone ? 0 : size
    }
}

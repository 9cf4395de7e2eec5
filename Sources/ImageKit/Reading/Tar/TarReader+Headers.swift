extension TarReader {
    /// Reads the next block; nil at the end of the stream.
    func readBlock() throws -> TarHeader? {
        let ready = try buffer.ensure(TarHeader.blockSize)
        guard ready >= TarHeader.blockSize else {
            buffer.peek(ready, into: &block)
            buffer.consume(ready)
            guard block.allSatisfy({ $0 == 0 }) else {
                throw ImageError(
                    .truncated,
                    "the tar ends inside a header"
                        + (buffer.position < TarHeader.blockSize ? ": it has only \(ready) bytes" : ""),
                    offset: buffer.position)
            }
            return nil
        }
        buffer.peek(TarHeader.blockSize, into: &block)
        buffer.consume(TarHeader.blockSize)
        return TarHeader(block)
    }

    /// Reads headers up to one that stands for a file, and applies those before it.
    func readEntry() throws -> TarEntry? {
        var extensions = HeaderExtensions()
        while true {
            let offset = buffer.position
            guard let header = try readBlock() else {
                guard extensions.isEmpty else {
                    throw ImageError(.truncated, "the tar ends behind an extended header", offset: offset)
                }
                isAtEnd = true
                return nil
            }
            if header.isZero {
                guard extensions.isEmpty else {
                    throw ImageError(.malformedTar, "the tar ends behind an extended header", offset: offset)
                }
                try readEnd()
                return nil
            }
            guard header.hasValidChecksum else {
                guard offset == 0 else {
                    throw ImageError(.malformedTar, "the header has a wrong checksum", offset: offset)
                }
                let kind = header.kindOfFile.map { "; it begins like \($0)" } ?? ""
                throw ImageError(
                    .malformedTar, "this is not a tar archive: its first header has a wrong checksum\(kind)",
                    offset: offset)
            }
            switch header.type {
            case UInt8(ascii: "x"), UInt8(ascii: "X"):
                if extensions.hasPax { note(.repeatedHeader, "two pax headers stand before one entry") }
                if extensions.hasGlobal {
                    note(.repeatedHeader, "a pax header belongs to the entry behind a global header")
                }
                extensions.hasPax = true
                try extensions.pax.parse(readExtension(header))
            case UInt8(ascii: "g"):
                extensions.hasGlobal = true
                if extensions.hasPax { note(.repeatedHeader, "a global pax header comes after a pax header") }
                try readGlobal(header)
            case UInt8(ascii: "L"):
                try extensions.checkOrder()
                if extensions.longName != nil { note(.repeatedHeader, "two long names stand before one entry") }
                extensions.longName = try readLongName(header)
            case UInt8(ascii: "K"):
                try extensions.checkOrder()
                if extensions.longLink != nil { note(.repeatedHeader, "two long links stand before one entry") }
                extensions.longLink = try readLongName(header)
            case UInt8(ascii: "V"):
                note(.unknownType, "a volume label is not a file")
                payloadLeft = try header.size()
                padding = (512 - payloadLeft % 512) % 512
                try skipPayload()
            default:
                guard let entry = try makeEntry(header, extensions) else {
                    extensions = HeaderExtensions()
                    try skipPayload()
                    continue
                }
                return entry
            }
            extensions.count += 1
            guard extensions.count <= limits.extendedHeaders else {
                throw limits.exceeded(
                    .extendedHeaders, "more than \(limits.extendedHeaders) extended headers come before one entry")
            }
        }
    }

    private func readExtension(_ header: TarHeader) throws -> [UInt8] {
        let size = try header.size()
        guard size <= limits.extendedHeader else {
            throw limits.exceeded(
                .extendedHeader, "an extended header of \(size) bytes is longer than \(limits.extendedHeader)")
        }
        payloadLeft = size
        padding = (512 - size % 512) % 512
        var bytes: [UInt8] = []
        // Unsafe: the part is copied before the closure returns.
        try unsafe readPayload { unsafe bytes.append(contentsOf: $0) }
        try skipPayload()
        return bytes
    }

    private func readLongName(_ header: TarHeader) throws -> [UInt8] {
        Array(try readExtension(header).prefix { $0 != 0 })
    }

    /// A global header would change every entry behind it; engines do not apply it, so neither do we.
    private func readGlobal(_ header: TarHeader) throws {
        var records = PaxRecords()
        try records.parse(readExtension(header))
        let keys = records.values.keys.map { DisplayText.decoded($0) }.filter { $0 != "comment" }.sorted()
        if !keys.isEmpty {
            note(
                .globalHeader, "a global pax header is not applied, as engines do not: \(keys.joined(separator: ", "))")
        }
    }

    /// Reads the end: a second zero block, then whatever fills the last record.
    private func readEnd() throws {
        isAtEnd = true
        currentName = nil
        let offset = buffer.position
        guard let second = try readBlock() else { return }
        guard second.isZero else {
            throw ImageError(
                .malformedTar,
                "a lone zero block comes before more data; readers disagree on whether the tar ends there",
                offset: offset)
        }
        let end = buffer.position
        var trailing: Int64?
        while true {
            let position = buffer.position
            let taken = try unsafe buffer.take(.max) { part in
                guard trailing == nil, let index = unsafe part.firstIndex(where: { $0 != 0 }) else { return }
                trailing = position + Int64(index)
            }
            if taken == 0 { break }
            guard buffer.position - end <= limits.trailing else {
                throw limits.exceeded(.trailing, "more than \(limits.trailing) bytes follow the end of the tar")
            }
        }
        if let trailing {
            log.append(
                Diagnostic(.trailingData, "data behind the end of the tar is ignored (offset \(trailing))"))
        }
    }
}

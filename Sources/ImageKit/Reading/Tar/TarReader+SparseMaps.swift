extension TarReader {
    func readOldSparseMap(_ header: TarHeader, of entry: inout TarEntry) throws {
        var map = SparseMap(limits: limits)
        var (regions, hasMore) = try header.sparseRegions(isExtension: false)
        for region in regions { try map.append(region) }
        while hasMore {
            guard let more = try readBlock() else {
                throw ImageError(.truncated, "the tar ends inside a sparse map")
            }
            (regions, hasMore) = try more.sparseRegions(isExtension: true)
            for region in regions { try map.append(region) }
        }
        entry.size = try header.sparseRealSize()
        entry.isSparse = true
        try map.finish(realSize: entry.size, available: entry.storedSize)
        sparseRegions = map.regions
    }

    func readPaxSparseMap(_ pax: PaxRecords, realSize: Int64, of entry: inout TarEntry) throws {
        var map = SparseMap(limits: limits)
        let stored = payloadLeft
        if try pax.integer("GNU.sparse.major") == 1 {
            try readSparseMapContents(into: &map)
        } else if let text = pax.bytes("GNU.sparse.map") {
            let numbers = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard numbers.count % 2 == 0 else { throw ImageError(.malformedTar, "the sparse map is incomplete") }
            for index in stride(from: 0, to: numbers.count, by: 2) {
                try map.append(
                    SparseRegion(
                        offset: try sparseNumber(numbers[index]), length: try sparseNumber(numbers[index + 1])))
            }
        } else {
            for region in pax.sparseRegions { try map.append(region) }
        }
        entry.size = realSize
        entry.storedSize = stored
        entry.isSparse = true
        try map.finish(realSize: realSize, available: payloadLeft)
        sparseRegions = map.regions
    }

    private func sparseNumber(_ digits: some Collection<UInt8>) throws -> Int64 {
        guard let first = digits.first, (0x30...0x39).contains(first),
            let number = Int64(String(decoding: digits, as: UTF8.self))
        else { throw ImageError(.malformedTar, "the sparse map holds something that is no number") }
        return number
    }

    /// GNU tar's version 1.0: the map stands in front of the contents, decimal lines padded to whole blocks.
    private func readSparseMapContents(into map: inout SparseMap) throws {
        var line: [UInt8] = []
        var count: Int64?
        var offset: Int64?
        var taken = 0
        while count != 0 {
            guard payloadLeft >= Int64(TarHeader.blockSize),
                try buffer.ensure(TarHeader.blockSize) >= TarHeader.blockSize
            else { throw ImageError(.malformedTar, "the sparse map does not fit the entry") }
            buffer.peek(TarHeader.blockSize, into: &block)
            buffer.consume(TarHeader.blockSize)
            payloadLeft -= Int64(TarHeader.blockSize)
            taken += 1
            for byte in block {
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    guard line.count <= 20 else {
                        throw ImageError(.malformedTar, "the sparse map holds something that is no number")
                    }
                    continue
                }
                let number = try sparseNumber(line)
                line.removeAll(keepingCapacity: true)
                if let left = count {
                    if let start = offset {
                        try map.append(SparseRegion(offset: start, length: number))
                        offset = nil
                        count = left - 1
                    } else {
                        offset = number
                    }
                } else {
                    guard number <= Int64(limits.sparseRegions) else {
                        throw limits.exceeded(
                            .sparseRegions, "the sparse file has \(number) regions, more than \(limits.sparseRegions)")
                    }
                    count = number
                }
                // What follows the last number in its block is padding.
                if count == 0 { break }
            }
        }
    }
}

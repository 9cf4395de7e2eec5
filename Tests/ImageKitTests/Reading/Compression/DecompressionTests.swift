import CZlib
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The two gzip libraries against the same inputs: they must say the same of each.
@Suite struct GzipStreamTests {
    static let libraries = GzipLibrary.allCases.filter { ((try? $0.makeInflater()) ?? nil) != nil }

    private func decode(
        _ bytes: [UInt8], _ library: GzipLibrary, inputSize: Int = 1 << 20, outputSize: Int = 64 << 10
    ) throws -> [UInt8] {
        try GzipStream(TrickleStream(bytes, atATime: inputSize), library: library).readAll(atATime: outputSize)
    }

    @Test(arguments: libraries, [0, 1, 6, 9] as [Int32])
    func readsWhatIsWritten(library: GzipLibrary, level: Int32) throws {
        var generator = SeededGenerator(seed: 1)
        for contents in [
            [], [0x61], generator.text(300_000), generator.bytes(70_000), [UInt8](repeating: 0, count: 1 << 20),
        ] {
            #expect(try decode(Compressor.gzip(contents, level: level), library) == contents)
        }
    }

    @Test(arguments: libraries)
    func readsInPiecesOfAnySize(library: GzipLibrary) throws {
        var generator = SeededGenerator(seed: 2)
        let contents = generator.text(3000)
        let bytes = try Compressor.gzip(Array(contents[..<1000])) + Compressor.gzip(Array(contents[1000...]))
        for input in [1, 2, 3, 7, 64, 1000] {
            for output in [1, 2, 5, 63, 4096] {
                #expect(try decode(bytes, library, inputSize: input, outputSize: output) == contents)
            }
        }
    }

    @Test(arguments: libraries)
    func readsManyTinyMembers(library: GzipLibrary) throws {
        var bytes: [UInt8] = []
        var expected: [UInt8] = []
        for number in 0..<3000 {
            let contents = Array("\(number)".utf8.prefix(number % 5))
            bytes += try Compressor.gzip(contents)
            expected += contents
        }
        #expect(try decode(bytes, library) == expected)
        #expect(try decode(bytes, library, inputSize: 5) == expected)
    }

    @Test(arguments: libraries)
    func readsMembersThatMeetAroundTheBuffersEdge(library: GzipLibrary) throws {
        var generator = SeededGenerator(seed: 3)
        let second = try Compressor.gzip(Array("second".utf8))
        let body = generator.bytes(InputBuffer.capacity)
        let overhead = try Compressor.gzip(body, level: 0).count - body.count
        for distance in -40...40 {
            let contents = Array(body.prefix(InputBuffer.capacity - overhead + distance))
            let first = try Compressor.gzip(contents, level: 0)
            #expect(abs(first.count - InputBuffer.capacity - distance) < 8)
            #expect(try decode(first + second, library) == contents + Array("second".utf8))
        }
    }

    @Test(arguments: libraries)
    func acceptsZerosBehindTheLastMember(library: GzipLibrary) throws {
        let bytes = try Compressor.gzip(Array("text".utf8))
        for count in [1, 15, 512, 300_000] {
            let stream = try GzipStream(MemoryStream(bytes + [UInt8](repeating: 0, count: count)), library: library)
            #expect(try stream.readAll(atATime: 100) == Array("text".utf8))
            #expect(stream.hasPadding)
            #expect(stream.sourceOffset == Int64(bytes.count + count))
        }
    }

    @Test(arguments: libraries)
    func refusesWhatFollowsTheLastMember(library: GzipLibrary) throws {
        let bytes = try Compressor.gzip(Array("text".utf8))
        for trailing in [[1], [0, 1], [0x1F], [0x1F, 0x8C, 8, 0], Array("garbage".utf8), [0, 0] + bytes] as [[UInt8]] {
            #expect(throws: ImageError.self) { try decode(bytes + trailing, library) }
        }
    }

    @Test(arguments: libraries)
    func noticesTruncationAtEveryByte(library: GzipLibrary) throws {
        let bytes = try Compressor.gzip(Array("some text, some text, some more text".utf8))
        for length in 0..<bytes.count {
            for size in [1, 1000] {
                let error = #expect(throws: ImageError.self) {
                    try decode(Array(bytes[..<length]), library, inputSize: size)
                }
                #expect(error?.code == .truncated, "after \(length) of \(bytes.count) bytes")
            }
        }
        let two = bytes + bytes
        for length in (bytes.count + 1)..<two.count {
            #expect(throws: ImageError.self) { try decode(Array(two[..<length]), library) }
        }
    }

    @Test(arguments: libraries)
    func noticesEveryFlippedBitOfDataAndTrailer(library: GzipLibrary) throws {
        let contents = Array("some text, some text, some more text".utf8)
        let bytes = try Compressor.gzip(contents)
        for position in 0..<bytes.count {
            for bit in 0..<8 {
                var changed = bytes
                changed[position] ^= 1 << bit
                // Time, extra flags and system of the header mean nothing; FTEXT neither (RFC 1952, 2.3.1).
                let isFree = (4..<10).contains(position) || (position == 3 && bit == 0)
                let result = Result { try decode(changed, library) }
                // Some bits of the last byte before the trailer belong to nothing.
                if position == bytes.count - 9, (try? result.get()) == contents { continue }
                if isFree {
                    #expect((try? result.get()) == contents, "byte \(position) bit \(bit)")
                } else {
                    #expect(throws: ImageError.self, "byte \(position) bit \(bit)") { try result.get() }
                }
            }
        }
    }

    @Test(arguments: libraries)
    func checksTheTrailer(library: GzipLibrary) throws {
        let bytes = try Compressor.gzip(Array("text".utf8))
        for position in (bytes.count - 8)..<bytes.count {
            var changed = bytes
            changed[position] &+= 1
            let error = #expect(throws: ImageError.self) { try decode(changed, library) }
            #expect(error?.code == .malformedCompression)
            #expect(throws: ImageError.self) { try decode(changed + bytes, library) }
        }
    }

    @Test(arguments: libraries)
    func readsEveryHeaderField(library: GzipLibrary) throws {
        let plain = try Compressor.gzip(Array("text".utf8))
        let body = Array(plain[10...])
        let extra: [UInt8] = [4, 0, 0x41, 0x50, 0, 0]
        let name = Array("name\0".utf8)
        let headers: [(Int, [UInt8])] = [
            (1, []), (4, extra), (4, [0, 0]), (8, name), (16, name), (12, extra + name), (28, extra + name + name),
        ]
        for (flags, fields) in headers {
            let bytes = [0x1F, 0x8B, 8, UInt8(flags), 0, 0, 0, 0, 0, 3] + fields + body
            for size in [1, 3, 1000] {
                #expect(try decode(bytes + bytes, library, inputSize: size) == Array("texttext".utf8))
            }
        }
    }

    @Test(arguments: libraries)
    func checksTheHeadersChecksum(library: GzipLibrary) throws {
        let plain = try Compressor.gzip(Array("text".utf8))
        let header = [0x1F, 0x8B, 8, 2, 0, 0, 0, 0, 0, 3] as [UInt8]
        let sum = unsafe crc32(0, header, 10)
        let bytes = header + [UInt8(sum & 0xFF), UInt8(sum >> 8 & 0xFF)] + plain[10...]
        for size in [1, 1000] {
            #expect(try decode(bytes, library, inputSize: size) == Array("text".utf8))
            for position in [4, 10, 11] {
                var changed = bytes
                changed[position] ^= 1
                #expect(throws: ImageError.self) { try decode(changed, library, inputSize: size) }
            }
        }
    }

    @Test(arguments: libraries)
    func refusesReservedFlags(library: GzipLibrary) throws {
        let plain = try Compressor.gzip(Array("text".utf8))
        for flag in [0x20, 0x40, 0x80] as [UInt8] {
            var changed = plain
            changed[3] = flag
            #expect(throws: ImageError.self) { try decode(changed, library) }
        }
    }

    @Test(arguments: libraries)
    func countsTheSource(library: GzipLibrary) throws {
        var generator = SeededGenerator(seed: 4)
        let bytes = try Compressor.gzip(generator.text(900_000)) + Compressor.gzip(generator.text(10))
        let stream = try GzipStream(MemoryStream(bytes), library: library)
        var last: Int64 = 0
        _ = try stream.readAll(atATime: 10_000) { offset in
            #expect(offset >= last)
            last = offset
        }
        #expect(stream.sourceOffset == Int64(bytes.count))
    }
}

@Suite struct ZstdStreamTests {
    private func decode(_ bytes: [UInt8], inputSize: Int = 1 << 20, windowLog: Int = 27) throws -> [UInt8] {
        var limits = Limits()
        limits.zstdWindowLog = windowLog
        return try ZstdStream(TrickleStream(bytes, atATime: inputSize), limits: limits).readAll(atATime: 5000)
    }

    @Test func readsFramesAndSkippableFrames() throws {
        var generator = SeededGenerator(seed: 5)
        let contents = generator.text(400_000)
        let half = contents.count / 2
        let frames = try [Array(contents[..<half]), [], Array(contents[half...])].map { try Compressor.zstd($0) }
        let skippable = Compressor.skippableFrame(generator.bytes(100_000), number: 15)
        let bytes = skippable + frames.joined(separator: skippable) + Compressor.skippableFrame([])
        for size in [1, 1000, 1 << 20] { #expect(try decode(Array(bytes), inputSize: size) == contents) }
        #expect(CompressionFormat(head: bytes) == .zstd)
        #expect(try decode(Compressor.skippableFrame([1, 2, 3])) == [])
    }

    @Test func noticesTruncationAtEveryByte() throws {
        let bytes = try Compressor.zstd(Array("some text, some text, some more text".utf8))
        for length in 1..<bytes.count {
            let error = #expect(throws: ImageError.self) { try decode(Array(bytes[..<length])) }
            #expect(error?.code == .truncated, "after \(length) of \(bytes.count) bytes")
        }
        for length in 1..<11 {
            let skippable = Compressor.skippableFrame([1, 2, 3])
            #expect(throws: ImageError.self) { try decode(bytes + Array(skippable[..<length])) }
        }
    }

    @Test func refusesDamageAndGarbage() throws {
        let bytes = try Compressor.zstd(Array("some text, some text, some more text".utf8))
        for trailing in [[0], [0, 0, 0, 0], Array("garbage".utf8), [0x28, 0xB5, 0x2F, 0xFE]] as [[UInt8]] {
            #expect(throws: ImageError.self) { try decode(bytes + trailing) }
        }
        for position in (bytes.count - 4)..<bytes.count {
            var changed = bytes
            changed[position] ^= 0x10
            #expect(throws: ImageError.self) { try decode(changed) }
        }
    }

    /// What zstd wrote before its format was settled is told by the first byte of a frame.
    @Test(arguments: [0x1E, 0x22, 0x25, 0x27, 0xFD] as [UInt8], [1, 1000])
    func refusesOldFormats(first: UInt8, inputSize: Int) throws {
        let frame = try Compressor.zstd([1, 2, 3])
        // A frame of version 0.5 that is cut: the library calls it damaged or cut, as its parts come.
        let old: [UInt8] = [
            first, 0xB5, 0x2F, 0xFD, 0x04, 0x28, 0x58, 0x4D, 0, 0, 0x10, 0, 0, 1, 0, 0x1B, 0xCE, 0x0E, 0xB0, 0xE0,
        ]
        for start in [[], frame] {
            let error = #expect(throws: ImageError.self) { try decode(start + old, inputSize: inputSize) }
            #expect(error?.code == .malformedCompression)
            #expect(error?.reason.contains("follows byte \(start.count) of") == true)
        }
    }

    /// Frames of no contents with a block of no contents, which the library refuses unless it has them as a whole.
    @Test(
        arguments: [
            [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0, 0, 0, 0, 3, 0, 0, 0x86],
            [0x28, 0xB5, 0x2F, 0xFD, 0x30, 0, 0x15, 0, 0, 0, 0],
        ] as [[UInt8]], [1, 2, 5, 12, 1000])
    func judgesAFrameAlikeInPiecesOfAnySize(frame: [UInt8], inputSize: Int) throws {
        #expect(try decode(frame, inputSize: inputSize).isEmpty)
        let text = Array("text".utf8)
        let packed = try Compressor.zstd(text)
        #expect(try decode(packed + frame + packed, inputSize: inputSize) == text + text)
    }

    @Test func boundsTheWindow() throws {
        let contents = [UInt8](repeating: 0x61, count: 3 << 20)
        let bytes = try Compressor.zstd(contents, windowLog: 21, hasSize: false)
        #expect(try decode(bytes, windowLog: 21) == contents)
        let error = try #require(throws: ImageError.self) { try decode(bytes, windowLog: 20) }
        #expect(error.code == .limitExceeded)
        var limits = Limits()
        limits.zstdWindowLog = 20
        let stream = try CompressionFormat.zstd.decode(MemoryStream(bytes), limits: limits)
        #expect(throws: ImageError.self) { try stream.readAll(atATime: 1000) }
    }

    @Test func countsTheSource() throws {
        var generator = SeededGenerator(seed: 6)
        let bytes = try Compressor.zstd(generator.text(900_000)) + Compressor.skippableFrame([1, 2])
        let stream = try ZstdStream(MemoryStream(bytes), limits: Limits())
        var last: Int64 = 0
        _ = try stream.readAll(atATime: 10_000) { offset in
            #expect(offset >= last)
            last = offset
        }
        #expect(stream.sourceOffset == Int64(bytes.count))
    }
}

@Suite struct FilterStreamTests {
    @Test(arguments: [CompressionFormat.bzip2, .xz])
    func readsWhatIsWritten(format: CompressionFormat) throws {
        var generator = SeededGenerator(seed: 7)
        for contents in [[0x61], generator.text(1_200_000)] {
            let bytes = try Compressor.compress(contents, as: format)
            #expect(CompressionFormat(head: bytes) == format)
            for size in [13, 1 << 20] {
                let stream = try format.decode(TrickleStream(bytes, atATime: size), limits: Limits())
                var last: Int64 = 0
                let decoded = try stream.readAll(atATime: 60_000) { offset in
                    #expect(offset >= last)
                    last = offset
                }
                #expect(decoded == contents)
                #expect(stream.sourceOffset == Int64(bytes.count))
            }
        }
    }

    @Test(arguments: [CompressionFormat.bzip2, .xz])
    func noticesTruncationAtEveryByte(format: CompressionFormat) throws {
        let bytes = try Compressor.compress(Array("some text, some text, some more text".utf8), as: format)
        for length in 1..<bytes.count {
            #expect(throws: ImageError.self, "after \(length) of \(bytes.count) bytes") {
                try format.decode(MemoryStream(Array(bytes[..<length])), limits: Limits()).readAll(atATime: 1000)
            }
        }
    }

    @Test(arguments: [CompressionFormat.bzip2, .xz])
    func noticesDamage(format: CompressionFormat) throws {
        let contents = Array("some text, some text, some more text".utf8)
        let bytes = try Compressor.compress(contents, as: format)
        for position in 0..<bytes.count {
            var changed = bytes
            changed[position] ^= 0x55
            let result = Result { try format.decode(MemoryStream(changed), limits: Limits()).readAll(atATime: 1000) }
            // The block size that bzip2's header names is only a bound.
            if (try? result.get()) == contents { continue }
            #expect(throws: ImageError.self, "byte \(position)") { try result.get() }
        }
    }
}

@Suite struct XzStreamTests {
    private func limits(_ windowLog: Int) -> Limits {
        var limits = Limits()
        limits.zstdWindowLog = windowLog
        return limits
    }

    /// The window is named by each block; memory for it is taken as far as contents come.
    @Test func boundsTheWindow() throws {
        let bytes = try Compressor.xz([UInt8](repeating: 0x61, count: 1000), windowLog: 21)
        #expect(try XzStream(MemoryStream(bytes), limits: limits(21)).readAll(atATime: 100).count == 1000)
        var error = try #require(throws: ImageError.self) {
            try XzStream(MemoryStream(bytes), limits: limits(20)).readAll(atATime: 100)
        }
        #expect(error.code == .limitExceeded)
        // A small window first does not hide a large one behind it.
        let small = try Compressor.xz([0x61], windowLog: 16)
        error = try #require(throws: ImageError.self) {
            try XzStream(MemoryStream(small + bytes), limits: limits(20)).readAll(atATime: 100)
        }
        #expect(error.code == .limitExceeded)
    }

    @Test func readsStreamsOneAfterTheOther() throws {
        let bytes = try Compressor.xz([1], windowLog: 16) + [0, 0, 0, 0] + Compressor.xz([2], windowLog: 16)
        #expect(try XzStream(MemoryStream(bytes), limits: limits(27)).readAll(atATime: 100) == [1, 2])
        #expect(throws: ImageError.self) {
            try XzStream(MemoryStream(bytes + [1]), limits: limits(27)).readAll(atATime: 9)
        }
    }
}

@Suite struct CompressionFormatTests {
    @Test func goesByMagicBytes() throws {
        for format in CompressionFormat.allCases {
            let bytes = try Compressor.compress(TarBuilder().archive, as: format)
            #expect(CompressionFormat(head: bytes) == format)
        }
        #expect(CompressionFormat(head: []) == .none)
        #expect(CompressionFormat(head: [0x1F]) == .none)
        #expect(CompressionFormat(head: [0x50, 0x2A, 0x4D]) == .none)
        #expect(CompressionFormat(head: [0x60, 0x2A, 0x4D, 0x18]) == .none)
    }
}

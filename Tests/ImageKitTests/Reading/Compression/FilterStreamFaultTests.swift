import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What decoders make of a stream that fails under them.
@Suite struct FilterStreamFaultTests {
    /// A stream that fails behind its bytes.
    private final class FailingStream: ByteStream {
        private let stream: MemoryStream

        init(_ bytes: [UInt8] = []) { stream = MemoryStream(bytes) }

        var sourceOffset: Int64 { stream.sourceOffset }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            let read = try unsafe stream.read(into: buffer)
            guard read > 0 else { throw ImageError(.unreadable, "reading failed") }
            return read
        }
    }

    private func failure(_ body: () throws -> some Any) throws -> ImageError {
        try #require(throws: ImageError.self) { _ = try body() }
    }

    @Test(arguments: [FilterStream.Filter.bzip2, .lz4]) func passesOnWhatTheSourceFailsWith(
        filter: FilterStream.Filter
    ) throws {
        let error = try failure { try FilterStream(FailingStream(), filter: filter).readAll(atATime: 10) }
        #expect(error.code == .unreadable)
    }

    @Test func passesOnWhatTheSourceFailsWithInTheMiddle() throws {
        var generator = SeededGenerator(seed: 4)
        let whole = try Compressor.compress(generator.text(3_000_000), as: .bzip2)
        let error = try failure {
            try FilterStream(FailingStream(Array(whole.prefix(whole.count / 2))), filter: .bzip2).readAll(atATime: 1000)
        }
        #expect(error.code == .unreadable)
    }

    @Test(arguments: [FilterStream.Filter.bzip2, .lz4]) func namesTheFilterOfADamagedStream(
        filter: FilterStream.Filter
    ) throws {
        let bytes: [UInt8] = filter == .bzip2 ? Array("BZh91AY&SY".utf8) + [1, 2, 3] : [4, 0x22, 0x4D, 0x18, 9, 9, 9]
        let error = try failure { try FilterStream(MemoryStream(bytes), filter: filter).readAll(atATime: 10) }
        #expect(error.code == .malformedCompression || error.code == .truncated)
    }

    @Test func knowsTheVersionsOfItsLibraries() {
        let names = LibraryVersions.current.map(\.name)
        #expect(names.starts(with: ["libarchive", "liblzma"]))
        #expect(LibraryVersions.current.allSatisfy { $0.version.split(separator: ".").count >= 2 })
    }
}

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Inflates gzip with both libraries.
///
/// ISA-L takes sets of codes that are not complete, which zlib refuses; whatever zlib takes, it takes to the same bytes.
enum GzipTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        let measure = try DecodedInChunks(input) { try GzipStream($0, library: .zlib) }
        let preferred = try DecodedInChunks(input) { try GzipStream($0, library: .preferred) }
        expect(preferred.takes(allOf: measure), "the libraries differ")
    }
}

/// Decodes Zstandard.
enum ZstdTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        _ = try DecodedInChunks(input) { try ZstdStream($0, limits: .small) }
    }
}

/// Decodes bzip2 and xz.
enum FilterTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        _ = try DecodedInChunks(input) { try FilterStream($0, filter: .bzip2) }
        _ = try DecodedInChunks(input) { try XzStream($0, limits: .small) }
    }
}

/// What a decoder makes of an input, whatever sizes it is read and written in.
private struct DecodedInChunks {
    /// More is not read of an input: a byte at a time, what a bomb expands to would take most of the time.
    private static let limit = 16 << 10

    private let bytes: [UInt8]
    private let failure: ImageError.Code?

    init(_ input: FuzzInput, _ decoder: (any ByteStream) throws -> any ByteStream) throws {
        var input = input
        let choice = Int(input.takeChoice())
        let chunk = [1, 2, 13, 64, 300][(choice & 15) % 5]
        let room = [1, 5, 100, 1000, 5000][(choice >> 4) % 5]
        self.init(MemoryStream(input.bytes), atATime: 8 << 10, decoder)
        let other = DecodedInChunks(TrickleStream(input.bytes, atATime: chunk), atATime: room, decoder)
        expect(bytes == other.bytes || failure != nil || isLong, "the result depends on the size of the parts")
        expect(
            failure == other.failure || isLong || other.isLong,
            "the error depends on the size of the parts: \(String(describing: failure)), \(String(describing: other.failure))"
        )
    }

    private init(_ stream: any ByteStream, atATime room: Int, _ decoder: (any ByteStream) throws -> any ByteStream) {
        var bytes: [UInt8] = []
        do {
            let decoded = try decoder(stream)
            var part = [UInt8](repeating: 0, count: room)
            while bytes.count < DecodedInChunks.limit {
                let read = try unsafe part.withUnsafeMutableBytes { try unsafe decoded.read(into: $0) }
                if read == 0 { break }
                bytes += part.prefix(read)
            }
            failure = nil
        } catch let error as ImageError {
            expectPrintable("\(error)")
            failure = error.code
        } catch {
            fatalError("an error of another kind: \(error)")
        }
        self.bytes = bytes
    }

    private var isLong: Bool { bytes.count >= DecodedInChunks.limit }

    /// Whether another result, where it is one, is this one too.
    func takes(allOf other: DecodedInChunks) -> Bool {
        isLong || other.isLong || other.failure != nil || failure == nil && bytes == other.bytes
    }
}

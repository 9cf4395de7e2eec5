@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// A stream over bytes in memory that hands out a few at a time.
final class TrickleStream: ByteStream {
    private let bytes: [UInt8]
    private var position = 0
    private let sizes: () -> Int

    /// - Parameter sizes: how many bytes the next read gets at most.
    init(_ bytes: [UInt8], sizes: @escaping () -> Int) {
        self.bytes = bytes
        self.sizes = sizes
    }

    convenience init(_ bytes: [UInt8], atATime size: Int) { self.init(bytes) { size } }

    var sourceOffset: Int64 { Int64(position) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = min(buffer.count, bytes.count - position, max(1, sizes()))
        unsafe buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}

extension ByteStream {
    /// Reads everything, at most `size` bytes at a time, and looks at the source offset after each read.
    func readAll(atATime size: Int, _ observe: (Int64) -> Void = { _ in }) throws -> [UInt8] {
        var result: [UInt8] = []
        var part = [UInt8](repeating: 0, count: size)
        while true {
            let read = try unsafe part.withUnsafeMutableBytes { try unsafe self.read(into: $0) }
            if read == 0 { break }
            result += part.prefix(read)
            observe(sourceOffset)
        }
        return result
    }
}

/// Numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Bytes that do not compress.
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

    /// Bytes that compress about as well as text.
    mutating func text(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(ascii: "a") + UInt8(next() % 12) }
    }
}

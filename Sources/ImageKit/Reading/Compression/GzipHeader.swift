import CZlib

/// Reads the header of a gzip member byte by byte, however it is cut into parts (RFC 1952, 2.3).
struct GzipHeader {
    private enum Step { case fixed, extraLength, extra, name, comment, checksum, complete }

    private var step = Step.fixed
    private var field: [UInt8] = []
    private var flags: UInt8 = 0
    private var extraLeft = 0
    private var checksum: UInt = 0

    /// Whether the whole header has been read.
    var isComplete: Bool { step == .complete }

    /// Takes bytes of the header.
    ///
    /// - Returns: how many belong to it; fewer than given only where it is complete.
    /// - Throws: ``ImageError`` with `malformedCompression`.
    mutating func read(_ input: UnsafeRawBufferPointer) throws -> Int {
        for offset in 0..<input.count {
            if isComplete { return offset }
            // Unsafe: the offset is that of a loop over the buffer.
            let byte = unsafe input[offset]
            if step != .checksum {
                checksum = unsafe crc32(checksum, [byte], 1)
            }
            try take(byte)
        }
        return input.count
    }

    private mutating func take(_ byte: UInt8) throws {
        switch step {
        case .fixed:
            field.append(byte)
            guard field.count == 10 else { return }
            guard field[0] == 0x1F, field[1] == 0x8B else { throw GzipHeader.damaged("wrong magic bytes") }
            guard field[2] == 8 else { throw GzipHeader.damaged("unknown compression method") }
            flags = field[3]
            guard flags & 0xE0 == 0 else { throw GzipHeader.damaged("unknown header flags") }
            advance(to: .extraLength)
        case .extraLength:
            field.append(byte)
            guard field.count == 2 else { return }
            extraLeft = Int(field[0]) | Int(field[1]) << 8
            advance(to: extraLeft > 0 ? .extra : .name)
        case .extra:
            extraLeft -= 1
            if extraLeft == 0 { advance(to: .name) }
        case .name: if byte == 0 { advance(to: .comment) }
        case .comment: if byte == 0 { advance(to: .checksum) }
        case .checksum:
            field.append(byte)
            guard field.count == 2 else { return }
            guard UInt(field[0]) | UInt(field[1]) << 8 == checksum & 0xFFFF else {
                throw GzipHeader.damaged("wrong header checksum")
            }
            advance(to: .complete)
        case .complete: break
        }
    }

    /// Goes on to a step or, where the flags name no such field, to the one behind it.
    private mutating func advance(to next: Step) {
        field.removeAll()
        step = next
        if step == .extraLength, flags & 4 == 0 { step = .name }
        if step == .name, flags & 8 == 0 { step = .comment }
        if step == .comment, flags & 16 == 0 { step = .checksum }
        if step == .checksum, flags & 2 == 0 { step = .complete }
    }

    private static func damaged(_ reason: String) -> ImageError {
        ImageError(.malformedCompression, "the gzip stream is damaged: \(reason)")
    }
}

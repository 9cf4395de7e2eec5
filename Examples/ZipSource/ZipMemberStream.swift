import CZlib
import ImageReading

/// The contents of a member of a zip archive, stored or deflated.
@safe final class ZipMemberStream: BlobStream {
    private let file: ZipFile
    private let member: ZipSource.Member
    /// Where the next bytes of the member lie, and how many are left.
    private var offset: Int64
    private var left: Int64
    private var checksum: UInt = 0

    private var input: [UInt8] = []
    private var inputPosition = 0
    private var isInflated = false
    // Unsafe: allocated in `init` and freed in `deinit`; input and output are only used during a call.
    private let inflater: UnsafeMutablePointer<z_stream>

    init(_ member: ZipSource.Member, of file: ZipFile) throws {
        self.member = member
        self.file = file
        let header = try file.read(at: member.offset, count: 30)
        guard header.number(4, at: 0) == 0x0403_4B50, let nameLength = header.number(2, at: 26),
            let extraLength = header.number(2, at: 28)
        else { throw ImageError(.unreadable, "the member's header is damaged", offset: member.offset) }
        offset = member.offset + 30 + Int64(nameLength + extraLength)
        left = member.compressedSize
        unsafe inflater = .allocate(capacity: 1)
        unsafe inflater.initialize(to: z_stream())
        // A window of 32 KiB without the headers of zlib or gzip.
        unsafe inflateInit2_(inflater, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }

    deinit {
        unsafe inflateEnd(inflater)
        unsafe inflater.deallocate()
    }

    func read(upTo count: Int) throws -> [UInt8] {
        let bytes = member.method == .stored ? try nextInput(upTo: count) : try inflate(upTo: count)
        // Unsafe: the bytes are only looked at during the call.
        unsafe checksum = crc32(checksum, bytes, UInt32(bytes.count))
        guard !bytes.isEmpty || checksum == UInt(member.checksum) else {
            throw ImageError(.malformedCompression, "the member's CRC-32 is not the one in the zip archive")
        }
        return bytes
    }

    private func nextInput(upTo count: Int) throws -> [UInt8] {
        let bytes = try file.read(at: offset, count: Int(min(left, Int64(count))))
        offset += Int64(bytes.count)
        left -= Int64(bytes.count)
        return bytes
    }

    private func inflate(upTo count: Int) throws -> [UInt8] {
        while !isInflated {
            if inputPosition == input.count {
                input = try nextInput(upTo: 64 << 10)
                inputPosition = 0
            }
            let isComplete = input.isEmpty
            var result = Z_OK
            let output = unsafe [UInt8](unsafeUninitializedCapacity: count) { output, produced in
                unsafe input.withUnsafeMutableBufferPointer { input in
                    unsafe inflater.pointee.next_in = input.baseAddress.map { unsafe $0 + inputPosition }
                    unsafe inflater.pointee.avail_in = UInt32(input.count - inputPosition)
                    unsafe inflater.pointee.next_out = output.baseAddress
                    unsafe inflater.pointee.avail_out = UInt32(output.count)
                    result = unsafe CZlib.inflate(inflater, Z_NO_FLUSH)
                    inputPosition = unsafe input.count - Int(inflater.pointee.avail_in)
                    produced = unsafe output.count - Int(inflater.pointee.avail_out)
                }
            }
            isInflated = result == Z_STREAM_END
            if !output.isEmpty { return output }
            guard isInflated || result == Z_OK && !isComplete else {
                throw ImageError(.malformedCompression, "the deflated member is damaged or cut short")
            }
        }
        return []
    }
}

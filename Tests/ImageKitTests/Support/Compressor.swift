import CArchive
import CLZMA
import CZlib
import CZstd

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Compresses bytes in memory with the libraries themselves.
enum Compressor {
    struct Failure: Error {}

    static func gzip(_ bytes: [UInt8], level: Int32 = 6) throws -> [UInt8] {
        var stream = unsafe z_stream()
        guard
            unsafe deflateInit2_(
                &stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw Failure() }
        defer { unsafe deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: unsafe Int(deflateBound(&stream, UInt(bytes.count))) + 64)
        let result = unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = UInt32(source.count)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(target.count)
                return unsafe deflate(&stream, Z_FINISH)
            }
        }
        guard result == Z_STREAM_END else { throw Failure() }
        return unsafe Array(output.prefix(Int(stream.total_out)))
    }

    static func zstd(
        _ bytes: [UInt8], level: Int32 = 3, windowLog: Int32? = nil, checksum: Bool = true, hasSize: Bool = true
    ) throws -> [UInt8] {
        guard let context = unsafe ZSTD_createCCtx() else { throw Failure() }
        defer { unsafe ZSTD_freeCCtx(context) }
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0)
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, hasSize ? 1 : 0)
        if let windowLog { unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog) }
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let capacity = output.count
        let written = unsafe output.withUnsafeMutableBytes { target in
            unsafe bytes.withUnsafeBytes { source in
                // In one call the frame would get a window no larger than its contents.
                guard !hasSize else {
                    return unsafe ZSTD_compress2(
                        context, target.baseAddress, capacity, source.baseAddress, source.count)
                }
                var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                var result = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: capacity, pos: 0)
                let left = unsafe ZSTD_compressStream2(context, &result, &input, ZSTD_e_flush)
                let ended = unsafe ZSTD_compressStream2(context, &result, &input, ZSTD_e_end)
                return unsafe ZSTD_isError(left) != 0 || ended != 0 ? ended : result.pos
            }
        }
        guard ZSTD_isError(written) == 0 else { throw Failure() }
        return Array(output.prefix(written))
    }

    /// An xz stream with a window of this size.
    static func xz(_ bytes: [UInt8], windowLog: Int) throws -> [UInt8] {
        var options = unsafe lzma_options_lzma()
        guard unsafe lzma_lzma_preset(&options, 0) == 0 else { throw Failure() }
        unsafe options.dict_size = 1 << UInt32(windowLog)
        return try unsafe withUnsafeMutablePointer(to: &options) { options in
            var filters = unsafe [
                lzma_filter(id: 0x21, options: UnsafeMutableRawPointer(options)),
                lzma_filter(id: .max, options: nil),
            ]
            var output = [UInt8](repeating: 0, count: lzma_stream_buffer_bound(bytes.count))
            var count = 0
            let result = unsafe lzma_stream_buffer_encode(
                &filters, LZMA_CHECK_CRC32, nil, bytes, bytes.count, &output, &count,
                output.count)
            guard result == LZMA_OK else { throw Failure() }
            return Array(output.prefix(count))
        }
    }

    /// A skippable frame (RFC 8878, 3.1.2).
    static func skippableFrame(_ contents: [UInt8], number: UInt8 = 0) -> [UInt8] {
        let count = UInt32(contents.count)
        return [0x50 | number, 0x2A, 0x4D, 0x18] + (0..<4).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
            + contents
    }

    static func compress(_ bytes: [UInt8], as format: CompressionFormat) throws -> [UInt8] {
        switch format {
        case .none: return bytes
        case .gzip: return try gzip(bytes)
        case .zstd: return try zstd(bytes)
        case .bzip2, .xz: return try filtered(bytes, format)
        }
    }

    private static func filtered(_ bytes: [UInt8], _ format: CompressionFormat) throws -> [UInt8] {
        guard let archive = unsafe archive_write_new(), let entry = unsafe archive_entry_new() else { throw Failure() }
        defer {
            unsafe archive_entry_free(entry)
            unsafe archive_write_free(archive)
        }
        unsafe archive_write_set_format_raw(archive)
        unsafe archive_write_add_filter(archive, format == .xz ? ARCHIVE_FILTER_XZ : ARCHIVE_FILTER_BZIP2)
        unsafe archive_write_set_bytes_per_block(archive, 0)
        unsafe archive_entry_set_filetype(entry, 0o100000)
        var output = [UInt8](repeating: 0, count: bytes.count * 2 + 65536)
        let capacity = output.count
        var used = 0
        let isFine = unsafe output.withUnsafeMutableBytes { target in
            unsafe archive_write_open_memory(archive, target.baseAddress, capacity, &used) == ARCHIVE_OK
                && archive_write_header(archive, entry) == ARCHIVE_OK
                && archive_write_data(archive, bytes, bytes.count) == bytes.count
                && archive_write_close(archive) == ARCHIVE_OK
        }
        guard isFine else { throw Failure() }
        return Array(output.prefix(used))
    }
}

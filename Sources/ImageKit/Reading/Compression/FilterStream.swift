import CArchive

/// Decodes with libarchive's filters: layers of bzip2, which engines accept although no media type names them, and lz4
/// of apt's lists.
@safe package final class FilterStream: ByteStream {
    /// A form of compression that libarchive decodes.
    package enum Filter: String {
        case bzip2
        case lz4

        fileprivate var code: Int32 {
            switch self {
            case .bzip2: ARCHIVE_FILTER_BZIP2
            case .lz4: ARCHIVE_FILTER_LZ4
            }
        }
    }

    /// What libarchive's callback reads from.
    @safe private final class Source {
        let stream: any ByteStream
        let buffer: UnsafeMutableRawBufferPointer
        var consumed: Int64 = 0
        var failure: (any Error)?

        init(_ stream: any ByteStream) {
            self.stream = stream
            unsafe buffer = .allocate(byteCount: InputBuffer.capacity, alignment: 16)
        }

        deinit { unsafe buffer.deallocate() }
    }

    // Unsafe: `archive` lives from `init` to `deinit`; libarchive calls back only meanwhile, while `source` and its
    // buffer, which lives as long, are held too.
    private let archive: OpaquePointer
    private let source: Source
    private let filter: Filter

    package init(_ base: any ByteStream, filter: Filter) throws {
        guard let archive = unsafe archive_read_new() else {
            throw ImageError(.malformedCompression, "libarchive can't be started")
        }
        unsafe self.archive = unsafe archive
        self.filter = filter
        source = Source(base)
        // Appended, not offered: offered filters would be peeled again and again.
        unsafe archive_read_append_filter(archive, filter.code)
        unsafe archive_read_support_format_raw(archive)
        unsafe archive_read_support_format_empty(archive)
        let context = unsafe Unmanaged.passUnretained(source).toOpaque()
        let opened = unsafe archive_read_open2(
            archive, context, nil,
            { _, context, bytes in
                guard let context = unsafe context else { return -1 }
                let source = unsafe Unmanaged<Source>.fromOpaque(context).takeUnretainedValue()
                do {
                    let read = try unsafe source.stream.read(into: source.buffer)
                    source.consumed += Int64(read)
                    unsafe bytes?.pointee = UnsafeRawPointer(source.buffer.baseAddress)
                    return read
                } catch {
                    source.failure = error
                    return -1
                }
            }, nil, nil)
        var entry: OpaquePointer?
        let result = opened == ARCHIVE_OK ? unsafe archive_read_next_header(archive, &entry) : opened
        if result != ARCHIVE_OK {
            // A stream that fails, or is cut short, before its first byte of contents is an empty one to libarchive.
            throw result == ARCHIVE_EOF && source.failure == nil
                ? ImageError(.truncated, "the \(filter.rawValue) stream is empty or ends before its contents")
                : unsafe FilterStream.failure(archive, source, filter)
        }
    }

    deinit { unsafe archive_read_free(archive) }

    package var sourceOffset: Int64 { source.consumed }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let read = unsafe archive_read_data(archive, buffer.baseAddress, buffer.count)
        guard read > 0 || read == 0 && source.failure == nil else {
            throw unsafe FilterStream.failure(archive, source, filter)
        }
        return read
    }

    private static func failure(
        _ archive: OpaquePointer, _ source: Source, _ filter: Filter
    ) -> any Error {
        if let failure = source.failure { return failure }
        let message = unsafe archive_error_string(archive).map { unsafe String(cString: $0) } ?? "unknown error"
        return ImageError(
            .malformedCompression,
            "the \(filter.rawValue) stream is damaged near byte \(source.consumed) of the compressed stream: \(message)"
        )
    }
}

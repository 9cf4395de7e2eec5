/// A decoder of one gzip member; trailer and header are its business.
protocol Inflater: AnyObject {
    /// Decodes as much as fits.
    ///
    /// - Returns: bytes taken from `input` (negative where bytes of earlier calls are given back), bytes written to
    ///   `output`, and whether the member is complete, its CRC-32 and length checked.
    /// - Throws: ``ImageError`` with `malformedCompression`.
    func inflate(_ input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws
        -> (consumed: Int, produced: Int, isComplete: Bool)

    /// Makes it ready for the next member.
    func reset() throws
}

/// The libraries that can inflate gzip.
enum GzipLibrary: String, CaseIterable, Sendable {
    case isal
    case zlib

    /// The fastest one this build has.
    static var preferred: GzipLibrary {
        #if ISAL
        .isal
        #else
        .zlib
        #endif
    }

    /// A new inflater; nil where this build was made without the library.
    func makeInflater() throws -> (any Inflater)? {
        switch self {
        case .isal:
            #if ISAL
            return ISALInflater()
            #else
            return nil
            #endif
        case .zlib:
            return try ZlibInflater()
        }
    }
}

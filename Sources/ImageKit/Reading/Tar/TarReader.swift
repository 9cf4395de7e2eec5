/// Walks a tar from front to back: POSIX ustar and pax, GNU and seventh edition.
///
/// libarchive reads the same formats, but it hides what has to be told here: the type of an unknown entry, global headers,
/// NUL bytes in names, bytes behind a lone zero block; and in 3.6.2 it accepts overlapping sparse maps and loses the entry
/// behind a sparse file whose map ends early. Tests hold the two against each other.
final class TarReader {
    let buffer: TarBuffer
    let limits: Limits
    /// The limit of the tar's size; nil where the file it lies in bounds it.
    let sizeLimit: Limits.Name?
    var block: [UInt8] = []
    /// Bytes of the current entry's contents that are not consumed yet, and the padding behind them.
    var payloadLeft: Int64 = 0
    var padding: Int64 = 0
    /// Where the stored contents of the current entry stand in its file; empty unless it is sparse.
    var sparseRegions: [SparseRegion] = []
    var isAtEnd = false
    /// The path of the current entry as it stands in the tar; nil before the first entry and behind the last.
    var currentName: [UInt8]?
    /// The path of the current entry, for errors.
    var path: String? { currentName.map { DisplayText.escaped(DisplayText.decoded($0.prefix(512))) } }
    /// Remarks on what was read so far.
    var diagnostics: [Diagnostic] { log.diagnostics }
    var log = DiagnosticLog()
    /// How many bytes of the compressed blob had been consumed where the current entry begins.
    private(set) var entrySourceOffset: Int64 = 0

    init(_ stream: any ByteStream, limits: Limits, sizeLimit: Limits.Name? = .layerSize) {
        buffer = TarBuffer(stream)
        self.sizeLimit = sizeLimit
        self.limits = limits
    }

    /// The offset in the tar of the next byte to be read.
    var position: Int64 { buffer.position }

    /// The next entry; nil at the end, when everything behind it has been read too.
    ///
    /// - Throws: ``ImageError`` with path and offset.
    func next() throws -> TarEntry? {
        guard !isAtEnd else { return nil }
        try skipPayload()
        sparseRegions = []
        let start = buffer.position
        entrySourceOffset = buffer.sourceOffset
        currentName = nil
        do {
            guard var entry = try readEntry() else { return nil }
            entry.offset = start
            return entry
        } catch let error as ImageError {
            throw located(error, offset: error.offset ?? start)
        }
    }

    /// Hands the contents of the current entry to `body`, part by part.
    func readPayload(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        while payloadLeft > 0 {
            // Unsafe: the part is the buffer's and shown only during the closure.
            let taken = try unsafe buffer.take(payloadLeft) { try unsafe body($0) }
            guard taken > 0 else { throw truncated() }
            payloadLeft -= taken
        }
    }

    /// Copies the next contents of the current entry; 0 at their end.
    func readPayload(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard payloadLeft > 0 else { return 0 }
        let taken = try unsafe buffer.take(min(payloadLeft, Int64(target.count))) {
            unsafe target.copyMemory(from: $0)
        }
        guard taken > 0 else { throw truncated() }
        payloadLeft -= taken
        return Int(taken)
    }

    /// The first bytes of the current entry's contents, not consumed.
    func payloadHead(_ count: Int) throws -> [UInt8] {
        let ready = min(Int64(try buffer.ensure(count)), payloadLeft, Int64(count))
        buffer.peek(Int(ready), into: &block)
        return block
    }

    /// Passes over what is left of the current entry's contents.
    func skipPayload() throws {
        // A size may be as large as a number can be.
        let (left, isBeyond) = payloadLeft.addingReportingOverflow(padding)
        guard left != 0 else { return }
        let contents = payloadLeft
        payloadLeft = 0
        padding = 0
        let skipped = try buffer.skip(isBeyond ? .max : left)
        // Padding that is missing at the very end loses nothing.
        if skipped < contents { throw truncated() }
    }

    func truncated() -> ImageError {
        located(ImageError(.truncated, "the tar ends inside this entry's contents"), offset: buffer.position)
    }

    func located(_ error: ImageError, offset: Int64) -> ImageError {
        var error = error.located(path: path)
        error.offset = error.offset ?? offset
        return error
    }

    func note(_ code: Diagnostic.Code, _ message: String) {
        log.append(Diagnostic(code, "\(message) (offset \(buffer.position))", path: path))
    }
}

extension Diagnostic.Code {
    /// Data stands behind the end of the tar.
    public static let trailingData = Diagnostic.Code(rawValue: "trailingData")
    /// A global pax header is not applied.
    public static let globalHeader = Diagnostic.Code(rawValue: "globalHeader")
    /// Several extended headers come before one entry in an order that readers take differently.
    public static let repeatedHeader = Diagnostic.Code(rawValue: "repeatedHeader")
    /// An entry's type is not known.
    public static let unknownType = Diagnostic.Code(rawValue: "unknownType")
    /// The number of a user or group is not one.
    public static let ownerRange = Diagnostic.Code(rawValue: "ownerRange")
    /// An entry has no name.
    public static let emptyName = Diagnostic.Code(rawValue: "emptyName")
    /// An entry's path holds `..`.
    public static let parentInPath = Diagnostic.Code(rawValue: "parentInPath")
    /// A hard link has a size.
    public static let hardLinkSize = Diagnostic.Code(rawValue: "hardLinkSize")
}

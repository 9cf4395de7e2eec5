import ImageLedger
import ImagePackages
import ImageReading

/// A record of OSV as it lies in a file.
struct UnreadRecord: Sendable {
    /// What a record says.
    struct Result: Sendable {
        let facts: OSVRecord.Facts
        /// Nil for a record of no interest.
        let advisory: Swift.Result<OSVRecord.Reading, ImageError>?
    }

    /// The file and, inside it, the line or member; for a diagnostic.
    let place: String
    let bytes: ArraySlice<UInt8>

    /// Reads the record, if it may be about one of some packages.
    ///
    /// - Parameter wanted: names of packages; nil for all.
    func read(wanted: Set<String>?) -> Result {
        let facts = OSVRecord.Facts(bytes)
        guard bytes.count <= AdvisoryFiles.recordLimit else {
            let error = ImageError(.limitExceeded, "the record is larger than \(AdvisoryFiles.recordLimit) bytes")
            return Result(facts: facts, advisory: .failure(error))
        }
        // A record that names nothing is damaged, or of no interest: reading it tells.
        if let wanted, !facts.names.isEmpty,
            !facts.names.contains(where: { wanted.contains($0) || wanted.contains(PythonName.normalized($0)) })
        {
            return Result(facts: facts, advisory: nil)
        }
        do {
            return Result(facts: facts, advisory: .success(try OSVRecord.read(Array(bytes), name: place)))
        } catch {
            let error = error as? ImageError ?? ImageError(.malformedDocument, "\(error)")
            return Result(facts: facts, advisory: .failure(error))
        }
    }
}

/// Records that are collected to be read at once.
struct RecordBatch {
    /// Bytes beyond which a batch is read.
    private static let limit = 8 << 20

    private var records: [UnreadRecord] = []
    private var size = 0

    /// Whether it is time to read them.
    var isFull: Bool { size > RecordBatch.limit }

    mutating func append(_ more: [UnreadRecord]) {
        records += more
        size += more.reduce(0) { $0 + $1.bytes.count }
    }

    /// The records; the batch is empty afterwards.
    mutating func take() -> [UnreadRecord] {
        defer { self = RecordBatch() }
        return records
    }
}

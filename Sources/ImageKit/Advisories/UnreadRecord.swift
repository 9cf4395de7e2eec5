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

    /// The file and, inside it, the line or member.
    let file: String
    /// Its number in a list; nil where it stands alone.
    var number: Int?
    let bytes: ArraySlice<UInt8>

    /// Where it lies, for a diagnostic.
    var place: String { number.map { "\(file), record \($0)" } ?? file }

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
    /// Bytes that a record takes beside its text.
    private static let overhead = 256

    private var records: [UnreadRecord] = []
    private var size = 0

    /// Whether it is time to read them.
    var isFull: Bool { size > RecordBatch.limit }

    mutating func append(_ record: UnreadRecord) {
        records.append(record)
        size += record.bytes.count + RecordBatch.overhead
    }

    /// The records; the batch is empty afterwards.
    mutating func take() -> [UnreadRecord] {
        defer { self = RecordBatch() }
        return records
    }
}

public import ImageReading

/// The run of a workflow for which a dependency snapshot is submitted to GitHub, and the commit it is of.
public struct SnapshotJob: Sendable, Hashable {
    /// The identifier of the run.
    public let id: String
    /// What groups snapshots over time: the latest of one correlator and detector counts.
    public let correlator: String
    /// The commit: 40 lower-case hexadecimal digits.
    public let sha: String
    /// The branch or tag, for example `refs/heads/main`.
    public let ref: String
    /// The page of the run; nil where it has none.
    public let page: String?

    /// Makes a job.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where a value is none that the interface takes, naming it.
    public init(id: String, correlator: String, sha: String, ref: String, page: String? = nil) throws(ImageError) {
        func refuse(_ what: String, _ text: String) -> ImageError {
            ImageError(.malformedDocument, "\(what), not \(text.isEmpty ? "empty" : DisplayText.escaped(text))")
        }
        guard !id.isEmpty else { throw refuse("the job of a snapshot must have an identifier", id) }
        guard !correlator.isEmpty else { throw refuse("the job of a snapshot must have a correlator", correlator) }
        guard sha.utf8.count == 40, sha.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else {
            throw refuse("the commit of a snapshot must be 40 lower-case hexadecimal digits", sha)
        }
        guard ref.hasPrefix("refs/"), ref.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw refuse("the ref of a snapshot must begin with refs/", ref)
        }
        self.id = id
        self.correlator = correlator
        self.sha = sha
        self.ref = ref
        self.page = page
    }
}

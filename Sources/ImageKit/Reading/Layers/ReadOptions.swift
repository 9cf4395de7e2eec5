/// What is asked of reading an image: made once, for the archive and for everything that is read from it.
///
/// An archive that comes through a pipe, or is compressed whole, is read while it is opened, so it has to be opened with all
/// that is wanted in the end: asking it for more is an error with the code `notAsked`, which says what was not asked for.
public struct ReadOptions: Sendable {
    /// Whether digests and diff IDs of layers are computed and compared; documents always are.
    public var verifiesLayers = true
    /// The limits an image may not exceed.
    public var limits = Limits()
    /// Which files' contents are kept; the rule that keeps most of a file counts.
    public var captures: [CaptureRule] = []
    /// How much is learned of every file's contents.
    public var contentIdentity = ContentIdentity.none
    /// Which other digests of every file's contents are computed.
    public var fileHashes: Set<FileHash> = []
    /// Whether the libraries that programs and libraries are linked to are read.
    public var readsLinkage = false
    /// Whether secrets are looked for in the contents of every layer's files.
    public var scansSecrets = false
    /// Whether documents as large as ``Limits/attestation`` are kept of an archive that can be read only once, for
    /// ``ImageArchive/attestations(for:)``; elsewhere they are read when they are asked for.
    public var readsAttestations = false
    /// A folder outside of an image layout that links in the layout may lead into, as build systems that keep files by their
    /// contents lay them out; nil where links must stay inside the layout.
    public var linkFolder: String?
    /// Where layers are kept that were read already; nil where every layer is read.
    ///
    /// Not used where digests are not computed, nor by `ImageValidator`.
    public var layerCache: (any LayerCache)?
    /// Receives how far reading has come; nil where nobody asks.
    public var progress: ScanProgress?

    /// Makes options that verify layers and keep nothing of their files' contents.
    public init() {}

    /// What reading with these options leaves out of what other options ask for, in words; empty where nothing is.
    ///
    /// Capture rules are compared by their names.
    public func missing(for other: ReadOptions) -> [String] {
        var missing: [String] = []
        if other.verifiesLayers, !verifiesLayers { missing.append("digests of layers (verifiesLayers)") }
        if other.contentIdentity > contentIdentity { missing.append("file contents (contentIdentity)") }
        let hashes = other.fileHashes.subtracting(fileHashes).map(\.rawValue).sorted()
        if !hashes.isEmpty { missing.append("\(hashes.joined(separator: ", ")) of files (fileHashes)") }
        if other.readsLinkage, !readsLinkage { missing.append("linked libraries (readsLinkage)") }
        if other.scansSecrets, !scansSecrets { missing.append("secrets (scansSecrets)") }
        let own = Set(captures.map(\.name))
        let names = other.captures.map(\.name).filter { !own.contains($0) }
        if !names.isEmpty { missing.append("files for \(names.joined(separator: ", ")) (captures)") }
        // Larger limits leave nothing out, but what they let pass would not have passed those of the other options.
        let bounds = Limits.Name.allCases.filter {
            $0.boundsLayers && $0.value(in: limits) != $0.value(in: other.limits)
        }
        missing += bounds.map { "the limit \($0.rawValue) = \($0.value(in: other.limits)) (limits)" }
        return missing
    }

    /// A file of a layer that was read with these options of which other options keep more; nil where there is none.
    ///
    /// Rules of one name may still want different files: only the files tell.
    func missingFile(for other: ReadOptions, in layer: Layer) -> BytePath? {
        let own = CaptureRules(captures)
        let wanted = CaptureRules(other.captures)
        for (index, record) in layer.changeset.records.enumerated() where record.kind == .file {
            let path = BytePath(normalized: Array(layer.changeset.path(of: index)))
            guard let mode = wanted.byPath(path) else { continue }
            let head = layer.captured[index].map { Array($0.prefix(CaptureRules.headLength)) }
            let kept = own.byPath(path) ?? head.flatMap { own.byHead($0) }
            if kept.map({ $0 < mode }) ?? true { return path }
        }
        return nil
    }

    var layerReader: LayerReader {
        LayerReader(
            limits: limits, computesDigests: verifiesLayers, rules: CaptureRules(captures), identity: contentIdentity,
            hashes: fileHashes, readsLinkage: readsLinkage, scansSecrets: scansSecrets)
    }
}

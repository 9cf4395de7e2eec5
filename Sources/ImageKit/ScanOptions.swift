/// How images are read and what is looked for in them.
public struct ScanOptions: Sendable {
    /// Whether digests and diff IDs of layers are computed and compared; documents always are.
    public var verifiesLayers = true
    /// The limits an image may not exceed.
    public var limits = Limits()
    /// What turns files into packages, in the order in which they own a file that several claim.
    public var catalogers: [any Cataloger] = [DebianCataloger(), PythonCataloger()]
    /// Whether every byte is booked, which ``ImageAnalysis/ledger`` and all that builds on it needs.
    public var booksBytes = false
    /// How much is learned of every file's contents; a ledger needs the checksums at least.
    public var contentIdentity = ContentIdentity.none
    /// Which other digests of every file's contents are computed, for ``FileIntegrity``.
    public var fileHashes: Set<FileHash> = []
    /// Whether it is read which libraries programs and Python's extension modules are linked to.
    public var readsLinkage = false
    /// Whether copyright and licence files are kept and read, for ``Package/license``.
    public var readsLicenses = false
    /// Whether secrets are looked for in the contents of every layer's files.
    public var scansSecrets = false
    /// Which files' contents are kept beside those the catalogers ask for; nil where nobody asks.
    public var keeping: (@Sendable (BytePath) -> CaptureMode?)?
    /// Whether documents as large as ``Limits/attestation`` are kept of an archive that can be read only once, for
    /// ``ImageArchive/attestations(for:)``; elsewhere they are read when they are asked for.
    public var readsAttestations = false
    /// Is told how far reading has come; nil where nobody asks.
    public var progress: ScanProgress?

    /// Makes options with every cataloger of this library.
    public init() {}

    /// Asks for the digests of every file that a software bill with files has: SHA-256, and SHA-1, which SPDX 2 wants.
    public mutating func askForFiles() {
        contentIdentity = .digest
        fileHashes.insert(.sha1)
    }

    /// What the catalogers want to read.
    var captureRules: CaptureRules {
        let (catalogers, keeping, readsLicenses) = (catalogers, keeping, readsLicenses)
        return CaptureRules(
            byPath: { path in
                let asked = Distribution.captureMode(for: path) ?? keeping?(path)
                return catalogers.lazy.compactMap { $0.captureMode(for: path) }.reduce(asked) { max($0 ?? $1, $1) }
                    ?? (readsLicenses && LicenseFiles.isLicense(path) ? .licenseText : nil)
            },
            byHead: { head in catalogers.lazy.compactMap { $0.captureMode(forHead: head) }.max() })
    }

    var layerReader: LayerReader {
        LayerReader(
            limits: limits, computesDigests: verifiesLayers, rules: captureRules,
            identity: booksBytes && contentIdentity == .none ? .checksum : contentIdentity, hashes: fileHashes,
            readsLinkage: readsLinkage, scansSecrets: scansSecrets)
    }
}

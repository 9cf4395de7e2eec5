public import ImagePackages
public import ImageReading

/// How images are read and what is looked for in them: one value for an archive and for what is made of it.
///
/// What is asked of reading itself, such as ``/ImageReading/ReadOptions/limits``, stands in ``reading`` and can be set
/// here too: `options.limits.entries = 100`.
@dynamicMemberLookup
public struct ScanOptions: Sendable {
    /// What is asked of reading beside what follows from the other options.
    public var reading = ReadOptions()
    /// The kinds of packages to look for, in the order in which they own a file that several claim.
    public var ecosystems: [any Ecosystem] = Ecosystems.all
    /// Whether every byte is booked, which ``ImageAnalysis/ledger`` and all that builds on it needs.
    public var booksBytes = false
    /// Whether copyright and license files are kept and read, for ``/ImagePackages/Package/license``.
    public var readsLicenses = false

    /// Whether files are kept that only vulnerabilities ask for: changelogs, and lists of the copies that packages carry.
    public var readsAdvisoryFiles = false
    /// Whether texts are kept that name what the image uses though no package needs it, for ``Adviser``: settings below /etc
    /// that start programs, and shell scripts that could start an application.
    public var readsUses = false

    /// Makes options with every ecosystem of this library.
    public init() {}

    /// Reads or sets an option of ``reading``.
    public subscript<Value>(dynamicMember path: WritableKeyPath<ReadOptions, Value>) -> Value {
        get { reading[keyPath: path] }
        set { reading[keyPath: path] = newValue }
    }

    /// Asks for the digests of every file that a software bill with files has: SHA-256, and SHA-1, which SPDX 2 wants.
    public mutating func askForFiles() {
        reading.contentIdentity = .digest
        reading.fileHashes.insert(.sha1)
    }

    /// Asks for what ``/ImagePackages/FileIntegrity`` compares: SHA-256 of every file, and the digests and settings of
    /// each ecosystem.
    public mutating func prepareForIntegrity() {
        reading.contentIdentity = .digest
        for ecosystem in ecosystems {
            reading.fileHashes.formUnion(ecosystem.integrityHashes)
            reading.captures.append(
                CaptureRule(
                    "file integrity of \(ecosystem.name)", byPath: { ecosystem.integrityCaptureMode(for: $0) },
                    byHead: { ecosystem.integrityCaptureMode(forHead: $0) }))
        }
    }

    /// Everything that is asked of reading: ``reading`` with what the ecosystems, the ledger and licenses need.
    public var readOptions: ReadOptions {
        var options = reading
        options.captures.append(
            CaptureRule(
                "the distribution", byPath: { Distribution.captureMode(for: $0) },
                byHead: { Distribution.captureMode(forHead: $0) }))
        for ecosystem in ecosystems {
            options.captures.append(
                CaptureRule(
                    ecosystem.name, byPath: { ecosystem.captureMode(for: $0) },
                    byHead: { ecosystem.captureMode(forHead: $0) }))
            if readsAdvisoryFiles {
                options.captures.append(
                    CaptureRule("advisory files of \(ecosystem.name)") { ecosystem.advisoryCaptureMode(for: $0) })
            }
            guard readsLicenses else { continue }
            options.captures.append(
                CaptureRule("licenses of \(ecosystem.name)") { ecosystem.licenseCaptureMode(for: $0) })
        }
        if readsUses {
            options.captures.append(
                CaptureRule(
                    "uses", byPath: { UseFiles.captureMode(for: $0) }, byHead: { UseFiles.captureMode(forHead: $0) }))
        }
        if booksBytes, options.contentIdentity == .none { options.contentIdentity = .checksum }
        return options
    }
}

extension ImageArchive {
    /// Opens a file, directory or pipe for an analysis.
    ///
    /// `ImageArchive(path:as:reading:)` does the same without the part of the library that finds packages.
    ///
    /// - Parameters:
    ///   - path: a file or directory; `-` is standard input.
    ///   - format: the only format that it may have; nil where its contents decide.
    ///   - options: the options of the analysis: the same as those of its ``ImageAnalyzer``.
    /// - Throws: ``/ImageReading/ImageError``.
    public init(path: String, as format: Format? = nil, options: ScanOptions = ScanOptions()) throws {
        try self.init(path: path, as: format, reading: options.readOptions)
    }

    /// Opens an archive over a source of its files for an analysis.
    ///
    /// - Parameters:
    ///   - source: where the files come from.
    ///   - options: the options of the analysis: the same as those of its ``ImageAnalyzer``.
    /// - Throws: ``/ImageReading/ImageError``; what the source throws becomes one.
    public init(source: any BlobSource, options: ScanOptions = ScanOptions()) throws {
        try self.init(source: source, reading: options.readOptions)
    }

    /// Reads an archive that comes once, such as what a daemon sends, for an analysis.
    ///
    /// - Parameters:
    ///   - stream: the archive: a tar of an OCI layout or of `docker save`, plain or compressed whole.
    ///   - name: what messages and results call it.
    ///   - options: the options of the analysis: the same as those of its ``ImageAnalyzer``.
    /// - Throws: ``/ImageReading/ImageError``; what the stream throws becomes one.
    public init(stream: any BlobStream, name: String, options: ScanOptions = ScanOptions()) throws {
        try self.init(stream: stream, name: name, reading: options.readOptions)
    }
}

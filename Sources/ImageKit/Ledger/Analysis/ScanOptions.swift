public import ImagePackages
public import ImageReading

/// How images are read and what is looked for in them: one value for an archive and for what is made of it.
///
/// What is asked of reading itself, such as ``ReadOptions/limits``, stands in ``reading`` and can be set here too:
/// `options.limits.entries = 100`.
@dynamicMemberLookup
public struct ScanOptions: Sendable {
    /// What is asked of reading beside what follows from the other options.
    public var reading = ReadOptions()
    /// What turns files into packages, in the order in which they own a file that several claim.
    public var catalogers: [any Cataloger] = [DebianCataloger(), PythonCataloger()]
    /// Whether every byte is booked, which ``ImageAnalysis/ledger`` and all that builds on it needs.
    public var booksBytes = false
    /// Whether copyright and license files are kept and read, for ``Package/license``.
    public var readsLicenses = false

    /// Makes options with every cataloger of this library.
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

    /// Asks for what ``FileIntegrity`` compares: MD5 and SHA-256 of every file, and dpkg's settings.
    public mutating func prepareForIntegrity() {
        reading.contentIdentity = .digest
        reading.fileHashes.insert(.md5)
        reading.captures.append(CaptureRule("file integrity") { DebianPathFilter.captureMode(for: $0) })
    }

    /// Everything that is asked of reading: ``reading`` with what the catalogers, the ledger and licenses need.
    public var readOptions: ReadOptions {
        var options = reading
        options.captures.append(CaptureRule("the distribution") { Distribution.captureMode(for: $0) })
        for cataloger in catalogers {
            options.captures.append(
                CaptureRule(
                    cataloger.name, byPath: { cataloger.captureMode(for: $0) },
                    byHead: { cataloger.captureMode(forHead: $0) }))
        }
        if readsLicenses {
            options.captures.append(CaptureRule("licenses") { LicenseFiles.isLicense($0) ? .licenseText : nil })
        }
        if booksBytes, options.contentIdentity == .none { options.contentIdentity = .checksum }
        return options
    }
}

extension ImageArchive {
    /// Opens a file, directory or pipe for an analysis.
    ///
    /// `ImageArchive(path:reading:)` does the same without the part of the library that finds packages.
    ///
    /// - Parameters:
    ///   - path: a file or directory; `-` is standard input.
    ///   - options: the options of the analysis: the same as those of its ``ImageAnalyzer``.
    /// - Throws: ``ImageError``.
    public init(path: String, options: ScanOptions = ScanOptions()) throws {
        try self.init(path: path, reading: options.readOptions)
    }

    /// Opens an archive over a source of its files for an analysis.
    ///
    /// - Parameters:
    ///   - source: where the files come from.
    ///   - options: the options of the analysis: the same as those of its ``ImageAnalyzer``.
    /// - Throws: ``ImageError``; what the source throws becomes one.
    public init(source: any BlobSource, options: ScanOptions = ScanOptions()) throws {
        try self.init(source: source, reading: options.readOptions)
    }

    /// Reads an archive that comes once, such as what a daemon sends, for an analysis.
    ///
    /// - Parameters:
    ///   - stream: the archive: a tar of an OCI layout or of `docker save`, plain or compressed whole.
    ///   - name: what messages and results call it.
    ///   - options: the options of the analysis: the same as those of its ``ImageAnalyzer``.
    /// - Throws: ``ImageError``; what the stream throws becomes one.
    public init(stream: any BlobStream, name: String, options: ScanOptions = ScanOptions()) throws {
        try self.init(stream: stream, name: name, reading: options.readOptions)
    }
}

import ImageReading

/// The versions that one Packages file of an apt archive offers.
///
/// Specification: the Debian repository format, "Packages indices".
public struct AptIndex: Sendable {
    /// A package as an archive offers it.
    struct Offer: Sendable {
        let version: DebianVersion
        let architecture: String
    }

    /// The file's name.
    public let file: String
    /// What the archive's Release file says.
    public let release: AptRelease
    /// The offers by package name.
    let offers: [String: [Offer]]

    /// Reads a Packages file.
    ///
    /// - Parameters:
    ///   - bytes: the whole file, decompressed.
    ///   - file: its name.
    ///   - release: the Release file of its archive.
    ///   - names: the packages that matter; all others are passed over.
    public init(_ bytes: [UInt8], file: String, release: AptRelease, names: Set<String>) {
        var offers: [String: [Offer]] = [:]
        for stanza in ControlFile(bytes, keyField: "Package") {
            guard let name = stanza.text(of: "Package"), names.contains(name), let version = stanza.text(of: "Version")
            else { continue }
            offers[name, default: []].append(
                Offer(version: DebianVersion(version), architecture: stanza.text(of: "Architecture") ?? "all"))
        }
        self.file = file
        self.release = release
        self.offers = offers
    }
}

/// What the Release file of an apt archive says of it, as far as it decides which version is installed.
///
/// Specification: the Debian repository format, "Release files"; apt_preferences(5).
public struct AptRelease: Sendable, Hashable {
    /// Suite, for example `stable-security`; nil where it is not said.
    public var suite: String?
    /// Codename, for example `bookworm-security`.
    public var codename: String?
    /// Label, for example `Debian-Security`.
    public var label: String?
    /// The priority apt gives the archive's versions when no preferences are set: 500, 100 or 1.
    public var priority = 500

    /// What is taken of an archive without a Release file.
    public init() {}

    /// Reads a Release or an InRelease file.
    ///
    /// - Parameter bytes: the whole file; a signature around it does not matter.
    public init(_ bytes: [UInt8]) {
        // The armour of an InRelease file makes stanzas of its own.
        for stanza in ControlFile(bytes) where stanza.bytes(of: "Suite") != nil || stanza.bytes(of: "Codename") != nil {
            suite = stanza.text(of: "Suite")
            codename = stanza.text(of: "Codename")
            label = stanza.text(of: "Label")
            if stanza.text(of: "NotAutomatic") == "yes" {
                priority = stanza.text(of: "ButAutomaticUpgrades") == "yes" ? 100 : 1
            }
            return
        }
    }

    /// Whether the archive holds security updates.
    public var isSecurity: Bool {
        label?.hasSuffix("-Security") ?? false || [suite, codename].contains { $0?.hasSuffix("-security") ?? false }
    }

    /// The archive's name for people.
    public var name: String? { codename ?? suite }
}

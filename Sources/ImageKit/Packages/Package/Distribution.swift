package import ImageReading

/// The distribution an image is made of, from os-release.
public struct Distribution: Sendable, Hashable {
    /// ID, lower case, for example `debian`.
    public var id: String
    /// VERSION_ID, for example `12`; nil for a distribution that rolls.
    public var versionID: String?
    /// VERSION_CODENAME, for example `bookworm`.
    public var codename: String?
    /// PRETTY_NAME, for people.
    public var prettyName: String?

    /// How people call it: PRETTY_NAME, else ID with the version, for example `debian 12`.
    public var displayName: String {
        prettyName ?? [id, versionID ?? codename].compactMap(\.self).joined(separator: " ")
    }

    /// Makes a distribution.
    public init(id: String, versionID: String? = nil, codename: String? = nil, prettyName: String? = nil) {
        self.id = id
        self.versionID = versionID
        self.codename = codename
        self.prettyName = prettyName
    }
}

extension Distribution {
    /// Files that name the distribution are read for every image, whatever the ecosystems ask for.
    package static func captureMode(for path: BytePath) -> CaptureMode? {
        let name = path.name
        if fileNames.contains(where: { name.elementsEqual($0) }) { return .whole }
        guard path.bytes.starts(with: "etc/".utf8) else { return nil }
        let rest = path.bytes.dropFirst("etc/".utf8.count)
        return rest.elementsEqual("issue".utf8) || rest.starts(with: "dpkg/origins/".utf8) ? .whole : nil
    }

    /// The same for a file under another name, which a link leads to.
    package static func captureMode(forHead head: [UInt8]) -> CaptureMode? {
        firstNames.contains { head.starts(with: $0) } ? .whole : nil
    }

    private static let fileNames = ["os-release", "lsb-release", "debian_version"].map { Array($0.utf8) }
    private static let firstNames = [
        "PRETTY_NAME=", "NAME=\"", "ID=", "VERSION_ID=", "VERSION=\"", "DISTRIB_ID=",
    ].map { Array($0.utf8) }
}

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

    /// Makes a distribution.
    public init(id: String, versionID: String? = nil, codename: String? = nil, prettyName: String? = nil) {
        self.id = id
        self.versionID = versionID
        self.codename = codename
        self.prettyName = prettyName
    }
}

extension Distribution {
    /// os-release is read for every image, whatever the ecosystems ask for.
    package static func captureMode(for path: BytePath) -> CaptureMode? {
        path.name.elementsEqual(osReleaseName) ? .whole : nil
    }

    private static let osReleaseName = Array("os-release".utf8)
}

/// The platform an image runs on (image specification, "platform").
public struct Platform: Sendable, Hashable, Codable {
    /// The operating system, for example `linux`.
    public var os: String
    /// The architecture, for example `arm64`.
    public var architecture: String
    /// The variant of the architecture, for example `v8`.
    public var variant: String?
    /// The version of the operating system; used by Windows.
    public var osVersion: String?

    enum CodingKeys: String, CodingKey {
        case os
        case architecture
        case variant
        case osVersion = "os.version"
    }

    /// Makes a platform.
    public init(os: String, architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    /// Reads `os/architecture` or `os/architecture/variant`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(os: parts[0], architecture: Platform.usual(parts[1]), variant: parts.count == 3 ? parts[2] : nil)
    }

    /// Whether an image of this platform is what was asked for; a variant counts only where both name one.
    public func satisfies(_ wanted: Platform) -> Bool {
        guard os == wanted.os, Platform.usual(architecture) == Platform.usual(wanted.architecture) else { return false }
        guard let ours = variant, let asked = wanted.variant else { return true }
        return ours == asked
    }

    private static func usual(_ architecture: String) -> String {
        switch architecture {
        case "x86_64", "x86-64": "amd64"
        case "aarch64": "arm64"
        default: architecture
        }
    }

    /// Whether this is the platform of a build attestation, `unknown/unknown`.
    var isUnknown: Bool { os == "unknown" && architecture == "unknown" }
}

extension Platform: CustomStringConvertible {
    /// The platform as `os/architecture` with the variant where there is one.
    public var description: String { [os, architecture, variant].compactMap(\.self).joined(separator: "/") }
}

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
    public init(os: String, architecture: String, variant: String? = nil, osVersion: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
        self.osVersion = osVersion
    }

    /// Reads `os/architecture` or `os/architecture/variant`, the version of the system in parentheses behind it, such as
    /// `windows(10.0.17763)/amd64`; nil for anything else.
    ///
    /// Other names of architectures, such as `x86_64` and `armhf`, are understood, and capital letters.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        var system = parts[0]
        if system.hasSuffix(")"), let open = system.firstIndex(of: "("), open > system.startIndex {
            osVersion = String(system[system.index(after: open)...].dropLast())
            system = String(system[..<open])
        }
        os = system.lowercased()
        let usual = Platform.usual(parts[1].lowercased())
        architecture = usual.architecture
        variant = parts.count == 3 ? parts[2].lowercased() : usual.variant
    }

    /// How well an image of this platform fits what was asked for.
    package enum Fit: Hashable, Comparable {
        /// It is of a lower variant of the architecture, which runs there too; of several containerd takes the highest.
        case lower(variant: Int)
        /// One of both names no variant, or the version of the system begins as asked.
        case compatible
        /// `arm` was asked for without a variant and this is `v7`, which containerd takes then.
        case usual
        /// Architecture and variant are the same to containerd: `arm64` is `arm64/v8`.
        case same
        /// Architecture and variant are written alike.
        case exact
    }

    /// How well an image of this platform fits what was asked for; nil where it does not.
    package func fit(_ wanted: Platform) -> Fit? {
        let (ours, asked) = (normal, wanted.normal)
        guard ours.os == asked.os, ours.architecture == asked.architecture else { return nil }
        if let version = asked.osVersion, !version.isEmpty {
            guard let osVersion, osVersion == version || osVersion.hasPrefix(version + ".") else { return nil }
        }
        if ours.variant == asked.variant { return (variant ?? "") == (wanted.variant ?? "") ? .exact : .same }
        if asked.variant == nil, ours.architecture == "arm", ours.variant == "v7" { return .usual }
        if let lower = ours.level, let upper = asked.level, lower < upper {
            return .lower(variant: lower)
        }
        return ours.variant == nil || asked.variant == nil ? .compatible : nil
    }

    /// Whether an image of this platform is what was asked for; a variant counts only where both name one.
    public func satisfies(_ wanted: Platform) -> Bool { fit(wanted) != nil }

    /// The platform as containerd compares it: the usual name of the architecture, without a variant that it has anyway.
    private var normal: Platform {
        var result = self
        let usual = Platform.usual(architecture.lowercased())
        result.os = os.lowercased()
        result.architecture = usual.architecture
        result.variant = variant.flatMap { $0.isEmpty ? nil : $0.lowercased() } ?? usual.variant
        switch (result.architecture, result.variant) {
        case ("amd64", "v1"), ("arm64", "v8"), ("arm64", "8"): result.variant = nil
        case ("arm", let number?) where ["5", "6", "7", "8"].contains(number): result.variant = "v\(number)"
        default: break
        }
        return result
    }

    /// The number of the variant where those of the architecture build on each other: `v1` of amd64 to `v4`, `v5` of arm to `v8`;
    /// nil elsewhere.
    ///
    /// To containerd `arm` is `v7` and `amd64` is `v1`.
    private var level: Int? {
        let levels = ["amd64": 1...4, "arm": 5...8][architecture]
        let number = variant.map { Int($0.dropFirst()) } ?? ["amd64": 1, "arm": 7][architecture]
        return number.flatMap { levels?.contains($0) == true ? $0 : nil }
    }

    private static func usual(_ architecture: String) -> (architecture: String, variant: String?) {
        switch architecture {
        case "x86_64", "x86-64": ("amd64", nil)
        case "aarch64": ("arm64", nil)
        case "i386", "i486", "i586", "i686", "x86": ("386", nil)
        case "armhf": ("arm", "v7")
        case "armel": ("arm", "v6")
        case "ppc64el": ("ppc64le", nil)
        case "mipsel": ("mipsle", nil)
        case "mips64el": ("mips64le", nil)
        default: (architecture, nil)
        }
    }

    /// Whether this is the platform of a build attestation, `unknown/unknown`.
    var isUnknown: Bool { os == "unknown" && architecture == "unknown" }
}

extension Platform: CustomStringConvertible {
    /// The platform as `os/architecture` with the variant where there is one, and the version of the system in parentheses.
    public var description: String {
        let system = osVersion.map { $0.isEmpty ? os : "\(os)(\($0))" } ?? os
        return [system, architecture, variant].compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: "/")
    }
}

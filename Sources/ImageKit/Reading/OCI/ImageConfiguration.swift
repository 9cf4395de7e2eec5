/// An image configuration (image specification, "OCI Image Configuration"), Docker's extensions included.
public struct ImageConfiguration: Sendable, Hashable, Codable {
    /// When the image was made, as written (RFC 3339).
    public var created: String?
    /// Who made it.
    public var author: String?
    /// The processor architecture, for example `amd64`.
    public var architecture: String?
    /// The operating system, for example `linux`.
    public var os: String?
    /// The variant of the architecture, for example `v8`.
    public var variant: String?
    /// The version of the operating system; used by Windows.
    public var osVersion: String?
    /// How containers of the image run.
    public var config: Execution?
    /// The layers' uncompressed digests.
    public var rootfs: RootFileSystem
    /// What made each layer.
    public var history: [History]?

    enum CodingKeys: String, CodingKey {
        case created, author, architecture, os, variant, config, rootfs, history
        case osVersion = "os.version"
    }

    /// Makes a configuration without layers.
    public init() { rootfs = RootFileSystem() }

    /// The execution parameters; the specification writes their names in upper case.
    public struct Execution: Sendable, Hashable, Codable {
        /// User and group, by name or number.
        public var user: String?
        /// Environment, `NAME=value`.
        public var env: [String]?
        /// What always runs.
        public var entrypoint: [String]?
        /// The default arguments, or what runs where there is no entrypoint.
        public var cmd: [String]?
        /// The working directory.
        public var workingDir: String?
        /// Labels by key.
        public var labels: [String: String]?
        /// Ports, for example `8080/tcp`.
        public var exposedPorts: [String]?
        /// Paths meant as volumes.
        public var volumes: [String]?
        /// The signal that stops a container.
        public var stopSignal: String?
        /// Docker's health check.
        public var healthcheck: Healthcheck?
        /// Docker's shell for the shell form of instructions.
        public var shell: [String]?
        /// Instructions for images built from this one.
        public var onBuild: [String]?

        enum CodingKeys: String, CodingKey {
            case user = "User"
            case env = "Env"
            case entrypoint = "Entrypoint"
            case cmd = "Cmd"
            case workingDir = "WorkingDir"
            case labels = "Labels"
            case exposedPorts = "ExposedPorts"
            case volumes = "Volumes"
            case stopSignal = "StopSignal"
            case healthcheck = "Healthcheck"
            case shell = "Shell"
            case onBuild = "OnBuild"
        }

        /// Makes empty parameters.
        public init() {}

        /// Reads the parameters; ports and volumes are the keys of objects.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            user = try container.decodeIfPresent(String.self, forKey: .user)
            env = try container.decodeIfPresent([String].self, forKey: .env)
            entrypoint = try container.decodeIfPresent([String].self, forKey: .entrypoint)
            cmd = try container.decodeIfPresent([String].self, forKey: .cmd)
            workingDir = try container.decodeIfPresent(String.self, forKey: .workingDir)
            labels = try container.decodeIfPresent([String: String].self, forKey: .labels)
            exposedPorts = try container.decodeIfPresent(KeySet.self, forKey: .exposedPorts)?.keys
            volumes = try container.decodeIfPresent(KeySet.self, forKey: .volumes)?.keys
            stopSignal = try container.decodeIfPresent(String.self, forKey: .stopSignal)
            healthcheck = try container.decodeIfPresent(Healthcheck.self, forKey: .healthcheck)
            shell = try container.decodeIfPresent([String].self, forKey: .shell)
            onBuild = try container.decodeIfPresent([String].self, forKey: .onBuild)
        }

        /// Writes the parameters as the specification has them.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(user, forKey: .user)
            try container.encodeIfPresent(env, forKey: .env)
            try container.encodeIfPresent(entrypoint, forKey: .entrypoint)
            try container.encodeIfPresent(cmd, forKey: .cmd)
            try container.encodeIfPresent(workingDir, forKey: .workingDir)
            try container.encodeIfPresent(labels, forKey: .labels)
            try container.encodeIfPresent(exposedPorts.map(KeySet.init), forKey: .exposedPorts)
            try container.encodeIfPresent(volumes.map(KeySet.init), forKey: .volumes)
            try container.encodeIfPresent(stopSignal, forKey: .stopSignal)
            try container.encodeIfPresent(healthcheck, forKey: .healthcheck)
            try container.encodeIfPresent(shell, forKey: .shell)
            try container.encodeIfPresent(onBuild, forKey: .onBuild)
        }
    }

    /// An object whose keys are a set, as Go writes `map[string]struct{}`.
    private struct KeySet: Codable {
        var keys: [String]

        private struct Nothing: Codable {}

        init(_ keys: [String]) { self.keys = keys }

        init(from decoder: any Decoder) throws {
            keys = try decoder.singleValueContainer().decode([String: Nothing?].self).keys.sorted()
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(Dictionary(keys.map { ($0, Nothing()) }, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// Docker's health check; durations in nanoseconds.
    public struct Healthcheck: Sendable, Hashable, Codable {
        /// The command: `NONE`, or `CMD` or `CMD-SHELL` and its arguments.
        public var test: [String]?
        /// Nanoseconds between two checks.
        public var interval: Int64?
        /// Nanoseconds a check may take.
        public var timeout: Int64?
        /// Nanoseconds in which failures do not count.
        public var startPeriod: Int64?
        /// Nanoseconds between two checks in the start period.
        public var startInterval: Int64?
        /// How many failures make a container unhealthy.
        public var retries: Int?

        enum CodingKeys: String, CodingKey {
            case test = "Test"
            case interval = "Interval"
            case timeout = "Timeout"
            case startPeriod = "StartPeriod"
            case startInterval = "StartInterval"
            case retries = "Retries"
        }

        /// Makes an empty check.
        public init() {}
    }

    /// The layers' uncompressed digests.
    public struct RootFileSystem: Sendable, Hashable, Codable {
        /// Always `layers`.
        public var type: String?
        /// Digests of the uncompressed layers, the lowest first; empty for an image without layers.
        public var diffIDs: [Digest]

        enum CodingKeys: String, CodingKey {
            case type
            case diffIDs = "diff_ids"
        }

        /// Makes an empty list.
        public init() {
            type = "layers"
            diffIDs = []
        }

        /// Reads the list; `null` is an empty one, as buildah and skopeo write it.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            type = try container.decodeIfPresent(String.self, forKey: .type)
            diffIDs = try container.decodeIfPresent([Digest].self, forKey: .diffIDs) ?? []
        }
    }

    /// One step of the build.
    public struct History: Sendable, Hashable, Codable {
        /// When the step was made, as written.
        public var created: String?
        /// The instruction or command.
        public var createdBy: String?
        /// Who made it.
        public var author: String?
        /// A remark of the build tool.
        public var comment: String?
        /// Whether the step made no layer.
        public var emptyLayer: Bool?

        enum CodingKeys: String, CodingKey {
            case created
            case createdBy = "created_by"
            case author
            case comment
            case emptyLayer = "empty_layer"
        }

        /// Makes an empty step.
        public init() {}
    }
}

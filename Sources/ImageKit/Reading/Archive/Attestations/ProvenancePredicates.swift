/// The members of SLSA provenance v0.2 that are read.
struct EarlyProvenancePredicate: Decodable {
    let builder: ProvenanceBuilder?
    let buildType: String?
    let invocation: Invocation?
    let metadata: Metadata?
    let materials: [BuildProvenance.Material]?
    let buildConfig: Lenient<BuildKitRecord>?

    struct Invocation: Decodable {
        let configSource: ConfigurationSource?
        let parameters: Lenient<BuildRequest>?
    }

    struct Metadata: Decodable {
        let buildStartedOn: String?
        let buildFinishedOn: String?
        let buildKit: BuildKitMetadata?

        enum CodingKeys: String, CodingKey {
            case buildStartedOn, buildFinishedOn
            case buildKit = "https://mobyproject.org/buildkit@v1#metadata"
        }
    }

    var provenance: BuildProvenance {
        var provenance = BuildProvenance(
            builder: builder?.id, buildType: buildType,
            source: invocation?.configSource?.uri ?? metadata?.buildKit?.vcs?.source,
            revision: metadata?.buildKit?.vcs?.revision ?? invocation?.configSource?.revision,
            started: metadata?.buildStartedOn, finished: metadata?.buildFinishedOn, materials: materials ?? [])
        provenance.note(invocation?.parameters?.value, buildConfig?.value, metadata?.buildKit)
        return provenance
    }
}

/// The members of SLSA provenance v1 that are read.
struct ProvenancePredicate: Decodable {
    let buildDefinition: Definition?
    let runDetails: Details?

    struct Definition: Decodable {
        let buildType: String?
        let externalParameters: Parameters?
        let resolvedDependencies: [BuildProvenance.Material]?
        let internalParameters: Lenient<Internals>?
    }

    struct Internals: Decodable { let buildConfig: Lenient<BuildKitRecord>? }

    struct Parameters: Decodable {
        let configSource: ConfigurationSource?
        let workflow: Workflow?
        let request: Lenient<BuildRequest>?

        /// What GitHub's builder names instead.
        struct Workflow: Decodable { let repository: String? }
    }

    struct Details: Decodable {
        let builder: ProvenanceBuilder?
        let metadata: Metadata?
    }

    struct Metadata: Decodable {
        let startedOn: String?
        let finishedOn: String?
        let buildKit: BuildKitMetadata?

        enum CodingKeys: String, CodingKey {
            case startedOn, finishedOn
            case buildKit = "buildkit_metadata"
        }
    }

    var provenance: BuildProvenance {
        let parameters = buildDefinition?.externalParameters
        let metadata = runDetails?.metadata
        var provenance = BuildProvenance(
            builder: runDetails?.builder?.id, buildType: buildDefinition?.buildType,
            source: parameters?.configSource?.uri ?? metadata?.buildKit?.vcs?.source
                ?? parameters?.workflow?.repository,
            revision: metadata?.buildKit?.vcs?.revision ?? parameters?.configSource?.revision,
            started: metadata?.startedOn, finished: metadata?.finishedOn,
            materials: buildDefinition?.resolvedDependencies ?? [])
        provenance.note(
            parameters?.request?.value, buildDefinition?.internalParameters?.value?.buildConfig?.value,
            metadata?.buildKit)
        return provenance
    }
}

extension BuildProvenance {
    /// Takes over what BuildKit records beside the specification's members.
    fileprivate mutating func note(_ request: BuildRequest?, _ record: BuildKitRecord?, _ metadata: BuildKitMetadata?) {
        let passed = (request?.args ?? [:]).sorted { $0.key < $1.key }.map { name, value in
            (name.hasPrefix("build-arg:") ? String(name.dropFirst("build-arg:".count)) : name) + "=\(value)"
        }
        arguments = passed + (record?.environment ?? []).filter { !passed.contains($0) }
        steps = record?.steps(layers: metadata?.layers?.value ?? [:])
    }
}

/// What a build was asked for.
struct BuildRequest: Decodable { let args: [String: String]? }

/// Who built.
struct ProvenanceBuilder: Decodable { let id: String? }

/// Where the build's definition came from.
struct ConfigurationSource: Decodable {
    let uri: String?
    let digest: [String: String]?

    /// The commit, under any of the names that builders use.
    var revision: String? { digest?["sha1"] ?? digest?["gitCommit"] ?? digest?["sha256"] }
}

/// What BuildKit adds of the working copy it built from.
struct BuildKitMetadata: Decodable {
    let vcs: VersionControl?
    /// Layers by `step:output`.
    let layers: Lenient<[String: [[BuildKitRecord.LayerRecord]]]>?

    struct VersionControl: Decodable {
        let source: String?
        let revision: String?
    }
}

import Foundation

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// An OCI archive with an image and statements about it, as BuildKit and cosign write them.
struct AttestedImage {
    private var members: [(name: String, contents: [UInt8], link: String?)]
    private var descriptors: [[String: Any]] = []
    /// The digest of the image's manifest.
    let digest: Digest

    struct NoIndex: Error {}

    init(layers: [[UInt8]] = []) throws {
        members = try ImageBuilder(layers: layers).members(.ociArchive)
        guard let index = members.first(where: { $0.name == "index.json" }),
            let object = try JSONSerialization.jsonObject(with: Data(index.contents)) as? [String: Any],
            let manifests = object["manifests"] as? [[String: Any]],
            let digest = (manifests.first?["digest"] as? String).flatMap({ Digest($0) })
        else { throw NoIndex() }
        descriptors = manifests
        self.digest = digest
        members.removeAll { $0.name == "index.json" }
    }

    /// A statement about this image.
    func statement(_ predicateType: String, _ predicate: Any, digest other: String? = nil) throws -> [UInt8] {
        try ImageBuilder.json([
            "_type": "https://in-toto.io/Statement/v0.1", "predicateType": predicateType,
            "subject": [
                [
                    "name": "pkg:docker/example/app@1.0?platform=linux%2Famd64",
                    "digest": ["sha256": other ?? digest.hex],
                ]
            ],
            "predicate": predicate,
        ])
    }

    /// Adds BuildKit's attestation manifest with statements as its layers.
    mutating func addBuildKit(
        _ statements: [(type: String, contents: [UInt8])], reference: String? = nil, mediaType: String? = nil
    ) throws {
        let configuration = try ImageBuilder.json([
            "architecture": "unknown", "os": "unknown", "config": [:] as [String: Any],
            "rootfs": [
                "type": "layers",
                "diff_ids": statements.map { Digest.of($0.contents, algorithm: .sha256).description },
            ],
        ])
        let layers = statements.map { statement -> [String: Any] in
            var layer = descriptor(statement.contents, mediaType ?? "application/vnd.in-toto+json")
            layer["annotations"] = ["in-toto.io/predicate-type": statement.type]
            return layer
        }
        let manifest = try ImageBuilder.json([
            "schemaVersion": 2, "mediaType": MediaType.ociManifest.rawValue,
            "config": descriptor(configuration, MediaType.ociConfiguration.rawValue), "layers": layers,
        ])
        for blob in statements.map(\.contents) + [configuration, manifest] { add(blob) }
        var entry = descriptor(manifest, MediaType.ociManifest.rawValue)
        entry["platform"] = ["architecture": "unknown", "os": "unknown"]
        entry["annotations"] = [
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": reference ?? digest.description,
        ]
        descriptors.append(entry)
    }

    /// Adds a manifest with a subject, or with a tag made of the digest where it has none.
    mutating func addArtifact(
        _ document: [UInt8], type: String, tag: String? = nil, annotations: [String: String] = [:],
        subjectSize: Int? = nil
    ) throws {
        let empty = Array("{}".utf8)
        var manifest: [String: Any] = [
            "schemaVersion": 2, "mediaType": MediaType.ociManifest.rawValue, "artifactType": type,
            "config": descriptor(empty, "application/vnd.oci.empty.v1+json"),
        ]
        var layer = descriptor(document, type)
        if !annotations.isEmpty { layer["annotations"] = annotations }
        manifest["layers"] = [layer]
        if tag == nil {
            manifest["subject"] = [
                "mediaType": MediaType.ociManifest.rawValue, "digest": digest.description,
                "size": subjectSize ?? descriptors.first?["size"] ?? 0,
            ]
        }
        let bytes = try ImageBuilder.json(manifest)
        for blob in [document, empty, bytes] { add(blob) }
        var entry = descriptor(bytes, MediaType.ociManifest.rawValue)
        entry["artifactType"] = type
        if let tag { entry["annotations"] = ["org.opencontainers.image.ref.name": tag] }
        descriptors.append(entry)
    }

    /// Puts everything so far into an index of its own, which the layout's names, as BuildKit does.
    mutating func nest() throws {
        let index = try ImageBuilder.json([
            "schemaVersion": 2, "mediaType": MediaType.ociIndex.rawValue, "manifests": descriptors,
        ])
        add(index)
        descriptors = [descriptor(index, MediaType.ociIndex.rawValue)]
    }

    /// Replaces the contents of a blob, so that its digest is wrong.
    mutating func damage(_ contents: [UInt8], to other: [UInt8]) {
        let name = ImageBuilder.blobName(contents)
        for index in members.indices where members[index].name == name { members[index].contents = other }
    }

    private mutating func add(_ blob: [UInt8]) {
        let name = ImageBuilder.blobName(blob)
        if !members.contains(where: { $0.name == name }) { members.append((name, blob, nil)) }
    }

    private func descriptor(_ bytes: [UInt8], _ type: String) -> [String: Any] {
        [
            "mediaType": type, "digest": Digest.of(bytes, algorithm: .sha256).description, "size": bytes.count,
        ]
    }

    var archive: [UInt8] {
        get throws {
            var tar = TarBuilder()
            for member in members { tar.add(member.name, contents: member.contents) }
            tar.add(
                "index.json",
                contents: try ImageBuilder.json([
                    "schemaVersion": 2, "mediaType": MediaType.ociIndex.rawValue, "manifests": descriptors,
                ]))
            return tar.archive
        }
    }

    /// Opens the archive and reads what it says of the image.
    func read(_ options: ScanOptions = ScanOptions()) throws -> ImageAttestations {
        let folder = try TemporaryFolder()
        try folder.write(archive, to: "a.tar")
        let archive = try ImageArchive(path: folder.path("a.tar"), options: options)
        return try archive.attestations(for: archive.image())
    }
}

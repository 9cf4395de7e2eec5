import Foundation

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// An image made in memory and written in the shapes that tools write.
struct ImageBuilder {
    /// The shapes of an archive.
    enum Shape: String, CaseIterable, Sendable {
        /// Docker before 25: a folder for each layer, equal layers as symbolic links to one another.
        case dockerOld
        /// podman and skopeo: `<sha>.tar`.
        case dockerFlat
        /// Docker 25 and later: an OCI layout with manifest.json beside index.json.
        case dockerHybrid
        /// An OCI layout in a tar.
        case ociArchive
    }

    var layers: [[UInt8]]
    var compression: CompressionFormat = .none
    var reference = "example/app:1.0"
    var architecture = "amd64"
    var history: [String]?
    var annotations: [String: String] = [:]
    /// The layers whose diff IDs the configuration names, where they are not the image's own.
    var describedLayers: [[UInt8]]?
    /// The hash function of a layout's blobs.
    var blobAlgorithm = Digest.Algorithm.sha256
    /// The hash function of diff IDs.
    var diffAlgorithm = Digest.Algorithm.sha256

    init(layers: [[UInt8]]) { self.layers = layers }

    var configuration: [UInt8] {
        get throws {
            try ImageBuilder.json([
                "architecture": architecture, "os": "linux", "created": "2026-01-01T00:00:00Z",
                "config": ["Env": ["PATH=/usr/bin"], "Cmd": ["/bin/sh"]],
                "rootfs": [
                    "type": "layers",
                    "diff_ids": (describedLayers ?? layers).map { Digest.of($0, algorithm: diffAlgorithm).description },
                ],
                "history": layers.indices.map { ["created_by": history?[$0] ?? "step \($0)"] },
            ])
        }
    }

    /// The files of an archive by name, in order; a link's target stands in place of contents.
    func members(_ shape: Shape) throws -> [(name: String, contents: [UInt8], link: String?)] {
        switch shape {
        case .dockerOld: try oldMembers()
        case .dockerFlat: try flatMembers()
        case .dockerHybrid: try layoutMembers(hasManifestJSON: true)
        case .ociArchive: try layoutMembers(hasManifestJSON: false)
        }
    }

    func archive(_ shape: Shape) throws -> [UInt8] {
        var tar = TarBuilder()
        for member in try members(shape) {
            if member.name.utf8.count > 100 { tar.addPax(["path": member.name]) }
            if let link = member.link {
                tar.add(member.name, type: "2", link: link)
            } else {
                tar.add(member.name, contents: member.contents)
            }
        }
        return tar.archive
    }

    /// Writes an OCI layout into a folder.
    func write(to folder: TemporaryFolder, in name: String) throws -> String {
        for member in try members(.ociArchive) { try folder.write(member.contents, to: "\(name)/\(member.name)") }
        return folder.path(name)
    }

    static func json(_ object: Any) throws -> [UInt8] {
        Array(try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]))
    }

    static func blobName(_ bytes: [UInt8], algorithm: Digest.Algorithm = .sha256) -> String {
        "blobs/\(algorithm.rawValue)/" + Digest.of(bytes, algorithm: algorithm).hex
    }

    private func oldMembers() throws -> [(name: String, contents: [UInt8], link: String?)] {
        let configuration = try configuration
        let configurationName = Digest.of(configuration, algorithm: .sha256).hex + ".json"
        var members: [(name: String, contents: [UInt8], link: String?)] = []
        var firstPlace: [[UInt8]: String] = [:]
        var names: [String] = []
        for (index, layer) in layers.enumerated() {
            let folder = Digest.of(Array("layer \(index)".utf8), algorithm: .sha256).hex
            members.append(("\(folder)/VERSION", Array("1.0".utf8), nil))
            members.append(("\(folder)/json", Array("{}".utf8), nil))
            members.append(("\(folder)/layer.tar", layer, firstPlace[layer].map { "../\($0)/layer.tar" }))
            firstPlace[layer] = firstPlace[layer] ?? folder
            names.append("\(folder)/layer.tar")
        }
        members.append((configurationName, configuration, nil))
        members.append(("manifest.json", try manifestJSON(configurationName, names), nil))
        members.append(("repositories", try ImageBuilder.json(["example/app": ["1.0": "0"]]), nil))
        return members
    }

    private func flatMembers() throws -> [(name: String, contents: [UInt8], link: String?)] {
        let configuration = try configuration
        let configurationName = Digest.of(configuration, algorithm: .sha256).hex + ".json"
        let names = layers.map { Digest.of($0, algorithm: .sha256).hex + ".tar" }
        var seen: Set<String> = []
        let blobs = zip(names, layers).filter { seen.insert($0.0).inserted }.map { (name: $0.0, contents: $0.1) }
        return blobs.map { ($0.name, $0.contents, String?.none) } + [
            (configurationName, configuration, nil),
            ("manifest.json", try manifestJSON(configurationName, names), nil),
        ]
    }

    private func layoutMembers(
        hasManifestJSON: Bool
    ) throws -> [(name: String, contents: [UInt8], link: String?)] {
        let configuration = try configuration
        let blobs = try layers.map { try Compressor.compress($0, as: compression) }
        let suffix = compression == .none ? "" : "+\(compression.rawValue)"
        let manifest = try ImageBuilder.json([
            "schemaVersion": 2, "mediaType": MediaType.ociManifest.rawValue,
            "config": descriptor(configuration, .ociConfiguration),
            "layers": blobs.map { descriptor($0, MediaType(rawValue: MediaType.ociLayer.rawValue + suffix)) },
        ])
        var manifestDescriptor = descriptor(manifest, .ociManifest)
        manifestDescriptor["annotations"] = ["org.opencontainers.image.ref.name": reference]
            .merging(annotations) { $1 }
        let index = try ImageBuilder.json([
            "schemaVersion": 2, "mediaType": MediaType.ociIndex.rawValue, "manifests": [manifestDescriptor],
        ])
        var seen: Set<String> = []
        var members: [(name: String, contents: [UInt8], link: String?)] = (blobs + [configuration, manifest])
            .filter { seen.insert(ImageBuilder.blobName($0, algorithm: blobAlgorithm)).inserted }
            .map { (ImageBuilder.blobName($0, algorithm: blobAlgorithm), $0, nil) }
        members.append(("index.json", index, nil))
        members.append(("oci-layout", try ImageBuilder.json(["imageLayoutVersion": "1.0.0"]), nil))
        if hasManifestJSON {
            let names = blobs.map { ImageBuilder.blobName($0, algorithm: blobAlgorithm) }
            members.append(
                (
                    "manifest.json",
                    try manifestJSON(ImageBuilder.blobName(configuration, algorithm: blobAlgorithm), names), nil
                ))
        }
        return members
    }

    private func manifestJSON(_ configuration: String, _ layers: [String]) throws -> [UInt8] {
        try ImageBuilder.json([["Config": configuration, "RepoTags": [reference], "Layers": layers] as [String: Any]])
    }

    func descriptor(_ bytes: [UInt8], _ type: MediaType) -> [String: Any] {
        [
            "mediaType": type.rawValue, "digest": Digest.of(bytes, algorithm: blobAlgorithm).description,
            "size": bytes.count,
        ]
    }
}

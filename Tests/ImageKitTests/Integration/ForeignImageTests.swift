import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads the image archives of other projects' test suites.
@Suite(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"))
struct ForeignImageTests {
    /// What is known of an archive without us.
    struct Sample: Decodable, CustomTestStringConvertible {
        var file: String
        var kind: String
        var images: Int?
        var layers: [Int]?
        var repoTags: [[String]?]?
        var indexManifests: Int?

        var testDescription: String { file }
    }

    private static let samples: [Sample] = {
        guard SharedData.isAvailable, let data = try? SharedData.data("foreign/images.MANIFEST.json") else { return [] }
        return (try? JSONDecoder().decode([Sample].self, from: data)) ?? []
    }()

    private static let archives = Result { try UnpackedArchive("foreign/images.tar.zst") }

    /// Archives that are refused, each looked at: what the reason must say.
    private static let refusals: [String: String] = [
        // The index or a manifest that it names was left out.
        "oci/testdata/test_index2": "no manifest.json and no index.json",
        "oci/testdata/test_index3": "the manifest is not in the archive",
        "layout/busybox-multi-platform": "the manifest is not in the archive",
        // A Helm chart.
        "layout/testdata/test_index_media_type": "an artifact of type application/vnd.cncf.helm.config.v1+json",
        // Documents changed by hand after their descriptors were written.
        "fixtures/delete_image_only_one_image": "the configuration has 740 bytes, its descriptor says 585",
        "oci-archives/nginx.tar": "the manifest has 812 bytes, its descriptor says 971",
        // Layers left out or cut to make the files small.
        "docker-save/nginx-os-release-link.tar": "the configuration names 3 diff IDs for the manifest's 1 layer",
        "docker-save/nginx-with-buildinfo.tar": "the configuration names 3 diff IDs for the manifest's 1 layer",
        "docker-save/nginx.tar": "the configuration names 3 diff IDs for the manifest's 1 layer",
        "skopeo-copy/nginx.tar": "the configuration names 3 diff IDs for the manifest's 1 layer",
        "oci-archives/alpine-3.12.0.tar": "the blob has 6165 bytes, its descriptor says 2797541",
        "oci-archives/oci-with-manifest.tar": "the blob has 509 bytes, its descriptor says 26689802",
        "repos/images.tar.gz": "the tar ends inside a header",
        "docker-save/java.tar": "uncompressed the layer has the digest",
        "docker/docker-images.tar.gz": "uncompressed the layer has the digest",
    ]

    @Test func findsTheArchives() { #expect(ForeignImageTests.samples.count >= 69) }

    @Test(arguments: samples)
    func readsOrRefusesForAReason(_ sample: Sample) async throws {
        let path = try ForeignImageTests.archives.get().folder.appendingPathComponent(sample.file).path
        var refused: [ImageError] = []
        do {
            let archive = try ImageArchive(path: path)
            compare(archive, with: sample)
            for (position, listing) in archive.images.enumerated() {
                do {
                    let analysis = try await ImageAnalyzer().analyze(archive.image(listing))
                    Invariants.expect(analysis, sample.file)
                    if let layers = sample.layers, layers.count == archive.images.count {
                        #expect(analysis.layers.count == layers[position])
                    }
                } catch let error as ImageError {
                    refused.append(error)
                }
            }
        } catch let error as ImageError {
            refused.append(error)
        }
        let expected = ForeignImageTests.refusals.first { sample.file.hasSuffix($0.key) }
        for error in refused {
            let reason = expected?.value ?? "no refusal"
            #expect(error.description.contains(reason), "\(sample.file) \(sample.kind)")
        }
        #expect(refused.isEmpty == (expected == nil))
    }

    private func compare(_ archive: ImageArchive, with sample: Sample) {
        switch sample.kind {
        case "oci-layout-dir": #expect(archive.format == .ociDirectory)
        case "oci-archive": #expect(archive.format == .ociArchive)
        // Where index.json names nothing, manifest.json does.
        case "docker-save+oci": #expect(archive.format == (sample.indexManifests == nil ? .dockerArchive : .ociArchive))
        default: #expect(archive.format == .dockerArchive)
        }
        guard archive.format == .dockerArchive else { return }
        if let images = sample.images { #expect(archive.images.count == images) }
        if let tags = sample.repoTags { #expect(archive.images.map(\.references) == tags.map { $0 ?? [] }) }
    }
}

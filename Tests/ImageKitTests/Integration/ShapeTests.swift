import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads the demo images in every shape that tools write; what is in them must not depend on the shape.
@Suite struct ShapeTests {
    /// What is the same in every shape of one image.
    struct Contents: Equatable {
        var packages: [String]
        var liveSize: Int64
        var unownedSize: Int64
        var layers: [String]

        init(_ analysis: ImageAnalysis) {
            packages = analysis.inventory.packages.map { "\($0.purl) \($0.size) \($0.sharedSize) \($0.layer)" }
            liveSize = analysis.inventory.liveSize
            unownedSize = analysis.inventory.unownedSize
            layers = analysis.layers.map { "\($0.layer.diffID) \($0.diffSize) \($0.liveSize) \($0.entryCount)" }
        }
    }

    private func committed(_ name: String) async throws -> Contents {
        let file = name == "full" ? "demo.oci.tar" : "demo-slim.docker.tar"
        return Contents(try await ImageAnalyzer().analyze(ImageArchive(path: Repository.fixture(file)).image()))
    }

    @Test(arguments: Repository.shapes)
    func readsTheSameFromEveryShape(_ shape: Repository.Shape) async throws {
        let archive = try ImageArchive(path: shape.path)
        #expect(archive.images.count == shape.images.count)
        for (name, listing) in zip(shape.images, archive.images) {
            let analysis = try await ImageAnalyzer().analyze(archive.image(listing))
            Invariants.expect(analysis, shape.file)
            switch name {
            case "full", "slim":
                #expect(try await committed(name) == Contents(analysis))
            case "slim:amd64", "slim:arm64":
                #expect(listing.platform?.description == "linux/" + name.dropFirst(5))
                let slim = try await committed("slim")
                #expect(Contents(analysis).liveSize == slim.liveSize)
                #expect(
                    analysis.inventory.packages.map(\.size)
                        == (slim.packages.map { Int64($0.split(separator: " ")[1]) ?? -1 }))
            case "empty":
                #expect(analysis.layers.isEmpty && analysis.inventory.packages.isEmpty)
            case "repeated":
                // The first layer lies there twice: what it brought is brought again.
                let full = try await committed("full")
                #expect(Contents(analysis).liveSize == full.liveSize)
                #expect(analysis.layers.count == full.layers.count + 1)
            case "repacked":
                // One package's files gone, a folder replaced by an opaque one; the records are as they were.
                let full = try await committed("full")
                #expect(analysis.inventory.packages.count == full.packages.count)
                #expect(analysis.inventory.liveSize < full.liveSize)
                #expect(image(listing, of: archive)?.configuration.config?.user == "10001")
                #expect(analysis.tree.lookup("srv/app/report.py") != nil)
                #expect(analysis.tree.lookup("usr/share/doc/netbase") == nil)
                #expect(analysis.tree.lookup("srv/app/NOTE") == nil)
            case "buildah":
                let slim = try await committed("slim")
                #expect(analysis.inventory.packages.count == slim.packages.count)
                #expect(analysis.tree.lookup("srv/app/copy/report.py") != nil)
                #expect(analysis.image.configuration.config?.user == "app")
            default: Issue.record("\(name) of \(shape.file) is not known")
            }
        }
    }

    private func image(_ listing: ImageListing, of archive: ImageArchive) -> Image? { try? archive.image(listing) }
}

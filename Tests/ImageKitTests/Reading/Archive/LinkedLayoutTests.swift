import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Layouts in directories whose files are links.
@Suite struct LinkedLayoutTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A layout whose blobs lie in another folder; gives both.
    private func layout() throws -> (layout: String, store: String) {
        let root = folder.path("root")
        let layout = root + "/layout"
        let store = root + "/store"
        let files = FileManager.default
        try files.createDirectory(atPath: layout, withIntermediateDirectories: true)
        for member in try ImageBuilder(layers: [TarBuilder().archive]).members(.ociArchive) {
            let inStore = member.name.hasPrefix("blobs/")
            let path = (inStore ? store : layout) + "/" + member.name
            try files.createDirectory(
                atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
            try Data(member.contents).write(to: URL(fileURLWithPath: path))
        }
        try files.createSymbolicLink(atPath: layout + "/blobs", withDestinationPath: "../store/blobs")
        return (layout, store)
    }

    @Test func linksThatLeadOutAreRefusedWithTheWayOut() throws {
        let (layout, store) = try layout()
        let error = #expect(throws: ImageError.self) {
            try ImageArchive(path: layout, reading: ReadOptions()).image()
        }
        #expect(error?.reason.contains("--follow-links") == true)
        var options = ReadOptions()
        options.linkFolder = store
        let archive = try ImageArchive(path: layout, reading: options)
        #expect(try archive.image().layers.count == 1)
        #expect(archive.diagnostics.map(\.code) == [.linkedBlobs] && archive.diagnostics.map(\.path) == ["blobs"])
    }

    @Test func onlyTheFolderThatWasNamedIsOpened() throws {
        let (layout, _) = try layout()
        var options = ReadOptions()
        options.linkFolder = folder.path("none")
        #expect(throws: ImageError.self) { try ImageArchive(path: layout, reading: options) }
        // A folder whose name begins as the one that was named is another one.
        options.linkFolder = folder.path("root/sto")
        try FileManager.default.createDirectory(
            atPath: folder.path("root/sto"), withIntermediateDirectories: true)
        #expect(throws: ImageError.self) { try ImageArchive(path: layout, reading: options).image() }
    }
}

import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Packages that need others because their files are linked to libraries of those.
@Suite struct LinkageGraphTests {
    private static let site = "usr/local/lib/python3.11/site-packages"

    /// An image with a wheel whose extension module needs libssl.so.3 of a Debian package, at a path.
    private func graph(library path: String, link: String? = nil, searchPath: String = "") async throws
        -> DependencyGraph
    {
        var tar = TarBuilder()
        tar.add(
            "var/lib/dpkg/status",
            "Package: libssl3\nStatus: install ok installed\nVersion: 3\nArchitecture: amd64\nDescription: x\n")
        tar.add("var/lib/dpkg/info/libssl3.list", "/.\n/\(path)\n")
        tar.add(path, contents: TestLibrary.bytes(names: ["libc.so.6"], searchPath: ""))
        if let link { tar.add(link, type: "2", link: "/" + path) }
        let site = LinkageGraphTests.site
        tar.add("\(site)/wheel-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: wheel\nVersion: 1\n\n")
        tar.add("\(site)/wheel-1.dist-info/RECORD", "wheel/a.so,,\nwheel-1.dist-info/METADATA,,\n")
        tar.add("\(site)/wheel/a.so", contents: TestLibrary.bytes(names: ["libssl.so.3"], searchPath: searchPath))
        let folder = try TemporaryFolder()
        let archive = try ImageArchive(
            path: folder.write(ImageBuilder(layers: [tar.archive]).archive(.ociArchive), to: "a.tar"))
        var options = ScanOptions()
        options.readsLinkage = true
        let analysis = try await ImageAnalyzer(options: options).analyze(archive.image())
        return DependencyGraph(
            inventory: analysis.inventory, tree: analysis.tree, configuration: analysis.image.configuration,
            platform: analysis.image.platform)
    }

    @Test(arguments: ["usr/lib/x86_64-linux-gnu/libssl.so.3", "lib/libssl.so.3", "usr/local/lib/libssl.so.3"])
    func looksInTheUsualFolders(path: String) async throws {
        #expect(try await graph(library: path).needed(by: "wheel") == ["libssl3"])
    }

    @Test(arguments: ["/opt/ssl", "$ORIGIN/../../../../../../opt/ssl", "/nowhere:${ORIGIN}/../../../../../../opt/ssl"])
    func looksWhereTheFileSays(searchPath: String) async throws {
        let graph = try await graph(library: "opt/ssl/libssl.so.3", searchPath: searchPath)
        #expect(graph.needed(by: "wheel") == ["libssl3"])
    }

    @Test func followsLinks() async throws {
        let graph = try await graph(library: "opt/ssl/libssl.so.3.0", link: "usr/lib/libssl.so.3")
        #expect(graph.needed(by: "wheel") == ["libssl3"])
    }

    @Test func findsNothingElsewhere() async throws {
        #expect(try await graph(library: "opt/ssl/libssl.so.3").needed(by: "wheel").isEmpty)
    }
}

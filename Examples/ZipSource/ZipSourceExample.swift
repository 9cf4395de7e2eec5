import ImageKit

/// Lists the packages of an image in a zip archive.
@main
struct ZipSourceExample {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else { fatalError("usage: ZipSourceExample IMAGE.zip") }
        let image = try ImageArchive(source: ZipSource(path: CommandLine.arguments[1])).image()
        let analysis = try await ImageAnalyzer().analyze(image)
        for package in analysis.inventory.packages { print(package.purl, package.size) }
    }
}

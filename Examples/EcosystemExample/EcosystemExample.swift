import Foundation
import ImageKit

/// Finds the packages of npm: every `node_modules/NAME/package.json`.
struct NpmEcosystem: Ecosystem {
    let kind = Package.Kind.npm
    let name = "npm"

    func captureMode(for path: BytePath) -> CaptureMode? { NpmEcosystem.isMetadata(path) ? .whole : nil }

    func catalog(_ context: CatalogContext) -> any PackageCatalog {
        let tree = context.tree
        var result = CatalogResult()
        for node in tree.capturedNodes where NpmEcosystem.isMetadata(tree.path(of: node)) {
            guard let contents = tree.contents(of: node), let folder = tree.parent(of: node) else { continue }
            guard let metadata = try? JSONDecoder().decode(Metadata.self, from: Data(contents)) else {
                let path = tree.path(of: node).description
                result.diagnostics.append(
                    Diagnostic(
                        .malformedPackageRecord, "package.json can't be read", layer: tree.layer(of: node), path: path))
                continue
            }
            let purl = PackageURL(type: "npm", name: metadata.name, version: metadata.version)
            let package = Package(name: metadata.name, version: metadata.version, kind: .npm, purl: purl)
            result.packages.append(
                CatalogedPackage(package: package, files: files(below: folder, of: tree), metadataNode: node))
        }
        return result
    }

    private struct Metadata: Decodable {
        let name: String
        let version: String
    }

    private static func isMetadata(_ path: BytePath) -> Bool {
        path.name.elementsEqual("package.json".utf8) && path.parent.parent.name.elementsEqual("node_modules".utf8)
    }

    /// Everything below a folder but what belongs to the packages nested in it.
    private func files(below folder: FileTree.NodeID, of tree: FileTree) -> [FileTree.NodeID] {
        var files: [FileTree.NodeID] = []
        var pending = [folder]
        while let next = pending.popLast() {
            for child in tree.children(of: next) where !tree.name(of: child).elementsEqual("node_modules".utf8) {
                if tree.kind(of: child) == .directory { pending.append(child) } else { files.append(child) }
            }
        }
        return files
    }
}

extension Package.Kind {
    static let npm = Package.Kind(rawValue: "npm")
}

@main
struct EcosystemExample {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else { fatalError("usage: EcosystemExample IMAGE") }
        var options = ScanOptions()
        options.ecosystems.append(NpmEcosystem())
        let image = try ImageArchive(path: CommandLine.arguments[1]).image()
        let analysis = try await ImageAnalyzer(options: options).analyze(image)
        for package in analysis.inventory.packages { print(package.purl, package.size) }
    }
}

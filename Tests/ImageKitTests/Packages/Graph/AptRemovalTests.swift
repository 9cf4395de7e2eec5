import Foundation
import ImageKit
import Testing

/// Removal sets against what the apt of each image says.
@Suite(.enabled(if: CorpusData.isAvailable, Comment(rawValue: CorpusData.comment)), .serialized)
struct AptRemovalTests {
    @Test(arguments: [
        "debian_bookworm-slim", "special_purge_latest", "special_dpkg-states_latest", "jira-search_before",
        "jira-search_after", "python_3.11-bookworm", "crank-classifier_before",
    ])
    func removesWhatAptRemoves(_ name: String) async throws {
        guard let archive = CorpusData.image(name),
            let rows = try CorpusData.rows("truth/apt-removals/\(name).tsv")
        else { return }
        var options = ScanOptions()
        options.verifiesLayers = false
        let analysis = try await ImageAnalyzer(options: options).analyze(ImageArchive(path: archive).image())
        let graph = DependencyGraph(analysis)
        let native = graph.packages.first { $0.name == "dpkg" }?.architecture
        func label(_ position: Int) -> String {
            let package = graph.packages[position]
            guard let architecture = package.architecture, architecture != "all", architecture != native else {
                return package.name
            }
            return "\(package.name):\(architecture)"
        }
        var agreed = 0
        var asked = 0
        for row in rows where row.count == 2 && !row[0].isEmpty {
            let answer = row[1].split(separator: " ").map(String.init)
            // What apt refuses to do or does by installing something else has no removal set.
            guard answer.first != "!", !answer.contains(where: { $0.hasPrefix("+") }) else { continue }
            // Where an image keeps apt's lists, their priority counts for apt, not the one that dpkg recorded.
            let overridden = graph.packages.indices.filter {
                graph.roots[$0] == .required && graph.packages[$0].debian?.isAutomatic == true
            }
            let expected = Set(answer).subtracting(overridden.map(label))
            let position = try #require(
                graph.packages.indices.first { graph.packages[$0].kind == .deb && label($0) == row[0] })
            let set = graph.removal(of: position)
            let found = Set((set.packages + set.alreadyUnneeded).filter { graph.packages[$0].kind == .deb }.map(label))
            asked += 1
            if found == Set(answer) { agreed += 1 }
            let compared = found.subtracting(overridden.map(label))
            #expect(
                compared == expected,
                """
                \(row[0]): too much \(compared.subtracting(expected).sorted()), \
                missing \(expected.subtracting(compared).sorted())
                """)
        }
        FileHandle.standardError.write(
            Data("apt and imagescan agree on \(agreed) of \(asked) packages of \(name)\n".utf8))
        #expect(asked > 0)
    }
}

import ImageReading

/// Lists the layers of an image: what made them, and how much the archive holds of them.
@main
struct ReadingOnly {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else { fatalError("usage: ReadingOnly IMAGE") }
        let archive = try ImageArchive(path: CommandLine.arguments[1], reading: ReadOptions())
        for layer in try archive.image().layers {
            print(layer.index, layer.diffID, layer.size ?? 0, layer.history?.createdBy ?? "")
        }
    }
}

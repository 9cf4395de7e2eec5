/// Layers that write, overwrite, link and delete the same few paths over and over.
enum RandomLayers {
    static func make(layers count: Int, using random: inout SeededGenerator) -> [[UInt8]] {
        (0..<count).map { _ in layer(using: &random) }
    }

    private static let folders = ["", "usr/lib/", "opt/app/", "var/log/", "usr/share/doc/x/", "opt/app/deep/er/"]

    private static func layer(using random: inout SeededGenerator) -> [UInt8] {
        var tar = TarBuilder()
        for _ in 0..<Int.random(in: 0...25, using: &random) {
            let folder = folders[Int.random(in: 0..<folders.count, using: &random)]
            let name = ["a", "b", "c.h", "d.pyc", "e"][Int.random(in: 0..<5, using: &random)]
            switch Int.random(in: 0..<10, using: &random) {
            case 0: tar.add(directory: folder + name)
            case 1: tar.add(folder + name, type: "2", link: "a")
            case 2: tar.add(folder + name, type: "1", link: "usr/lib/a")
            case 3: tar.add(folder + ".wh." + name)
            case 4: tar.add(folder + ".wh..wh..opq")
            default:
                let size = Int.random(in: 0...3000, using: &random)
                tar.add(folder + name, contents: (0..<size).map { _ in UInt8.random(in: 0...7, using: &random) })
            }
        }
        return tar.archive
    }
}

import ArgumentParser

@main
struct ImageScan: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "imagescan", abstract: "Says what is in an image.")
}

import Foundation

/// The folder with the pictures that the pages show: `dish-1.jpg` and on, `chef-1.jpg` and on.
struct PictureFolder: Sendable {
    let path: String
    let seed: UInt64
    let scale: Scale

    /// Where the pictures of a database are unless told: `bistro.db` has `bistro-pictures`.
    static func beside(database: String) -> String {
        (database as NSString).deletingPathExtension + "-pictures"
    }

    /// Paints and writes all of them, as many at a time as there are processors.
    /// - Returns: How many.
    /// - Throws: A Foundation error naming the file that could not be written.
    func write() async throws -> Int {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let dishes = (1...scale.dishes).map { (name: "dish-\($0).jpg", number: UInt64($0), isDish: true) }
        let chefs = (1...scale.portraits).map { (name: "chef-\($0).jpg", number: UInt64($0), isDish: false) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for picture in dishes + chefs {
                group.addTask {
                    let bytes = content(number: picture.number, isDish: picture.isDish)
                    try Data(bytes).write(to: URL(filePath: "\(path)/\(picture.name)"))
                }
            }
            try await group.waitForAll()
        }
        return scale.dishes + scale.portraits
    }

    /// The JPEG file of a picture.
    func content(number: UInt64, isDish: Bool) -> [UInt8] {
        let pictureSeed = seed &* 1_000 &+ number
        let canvas =
            isDish
            ? DishPainter(seed: pictureSeed).paint(width: scale.pictureWidth, height: scale.pictureHeight)
            : PortraitPainter(seed: pictureSeed).paint(width: scale.pictureWidth, height: scale.pictureHeight)
        var encoder = JPEGEncoder(quality: 94)
        return encoder.encode(canvas)
    }
}

# moto knows no caches of other registries.
resource "aws_ecr_pull_through_cache_rule" "public" {
  count = 0
}

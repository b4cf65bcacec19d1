resource "aws_cloudwatch_event_rule" "this" {
  count = var.event == null ? 0 : 1

  name           = var.name
  description    = "Takes jobs to the queue ${var.name}"
  event_bus_name = var.event.bus_name
  tags           = var.tags

  event_pattern = jsonencode({
    source        = [var.event.source]
    "detail-type" = [var.event.detail_type]
  })
}

resource "aws_cloudwatch_event_target" "queue" {
  count = var.event == null ? 0 : 1

  rule           = aws_cloudwatch_event_rule.this[0].name
  event_bus_name = var.event.bus_name
  target_id      = "queue"
  arn            = aws_sqs_queue.this.arn

  # The envelope alone: the worker unwraps a whole event, too, but messages are smaller without the wrapping.
  input_path = "$.detail"

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }
}

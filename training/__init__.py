"""
Turns labelled documents into model bundles that the service can load and an engineer can question.

The service never imports this package; both import `dlp_service.score.features`, so that a model is
trained on exactly the numbers it will be given.
"""

"""Addresses of résumés and files, below `/api/v1/`."""

from django.urls import path

from . import views

urlpatterns = [
    path("resumes", views.ResumesView.as_view(), name="resumes"),
    path("resumes/intake", views.IntakeView.as_view(), name="resume-intake"),
    path("resumes/<uuid:resume_id>", views.ResumeView.as_view(), name="resume"),
    path("resumes/<uuid:resume_id>.pdf", views.ResumeFileView.as_view(), name="resume-pdf"),
    path("resumes/<uuid:resume_id>.json", views.ResumeJSONView.as_view(), name="resume-json"),
    path("resumes/<uuid:resume_id>/missing", views.MissingView.as_view(), name="resume-missing"),
    path("resumes/<uuid:resume_id>/answers", views.AnswersView.as_view(), name="resume-answers"),
    path("resumes/<uuid:resume_id>/confirm", views.ConfirmView.as_view(), name="resume-confirm"),
    path("resumes/<uuid:resume_id>/undo", views.UndoView.as_view(), name="resume-undo"),
    path("attachments", views.AttachmentsView.as_view(), name="attachments"),
    path("attachments/<uuid:attachment_id>", views.AttachmentView.as_view(), name="attachment"),
]

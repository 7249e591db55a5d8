"""Addresses under /api/v1/auth/."""

from django.urls import path

from . import views

urlpatterns = [
    path("guest", views.GuestView.as_view(), name="auth-guest"),
    path("register", views.RegisterView.as_view(), name="auth-register"),
    path("login", views.LoginView.as_view(), name="auth-login"),
    path("token/refresh", views.RefreshView.as_view(), name="auth-refresh"),
    path("logout", views.LogoutView.as_view(), name="auth-logout"),
    path("sign-ins", views.SignInsView.as_view(), name="auth-sign-ins"),
    path("sign-ins/<uuid:sign_in_id>", views.SignInView.as_view(), name="auth-sign-in"),
    path("codes", views.CodesView.as_view(), name="auth-codes"),
    path("codes/confirm", views.CodeConfirmView.as_view(), name="auth-codes-confirm"),
    path("password/reset", views.PasswordResetView.as_view(), name="auth-password-reset"),
    path("password/change", views.PasswordChangeView.as_view(), name="auth-password-change"),
    path("identities", views.IdentitiesView.as_view(), name="auth-identities"),
    path("identities/<uuid:identity_id>", views.IdentityView.as_view(), name="auth-identity"),
    path("ws-ticket", views.SocketTicketView.as_view(), name="auth-ws-ticket"),
]
